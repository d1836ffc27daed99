// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"fmt"
	"unicode/utf8"
)

// Text is a name or note, or none. The zero Text is none, which is not the empty text.
type Text struct {
	text    string
	present bool
}

// TextOf is the text that is s.
func TextOf(s string) Text {
	return Text{text: s, present: true}
}

// String is the text, "" for none.
func (t Text) String() string { return t.text }

// IsNone reports whether there is no text.
func (t Text) IsNone() bool { return !t.present }

// MarshalJSON gives null for none. A byte that is not part of valid UTF-8 becomes the escape \udc80
// to \udcff, as in the library's exports.
func (t Text) MarshalJSON() ([]byte, error) {
	if !t.present {
		return []byte("null"), nil
	}
	out := []byte{'"'}
	for i := 0; i < len(t.text); {
		r, size := utf8.DecodeRuneInString(t.text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			out = append(out, fmt.Sprintf(`\udc%02x`, t.text[i])...)
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r < ' ':
			out = append(out, fmt.Sprintf(`\u%04x`, r)...)
		default:
			out = append(out, t.text[i:i+size]...)
		}
		i += size
	}
	return append(out, '"'), nil
}

// goText copies a C string, which may be NULL.
func goText(c *C.char) Text {
	if c == nil {
		return Text{}
	}
	return TextOf(C.GoString(c))
}
