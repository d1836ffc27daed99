// SPDX-License-Identifier: MIT

package svccomm

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The tree that the package is in; the drift tests read it, and are skipped outside of it.
const tree = "../.."

// abi is what tests/abi/layout.py tells of the C declarations.
type abi struct {
	Structs map[string]struct {
		Size    uintptr
		Members map[string]struct{ Offset, Size uintptr }
	}
	Constants map[string]int64
	Functions map[string]string
}

// readABI asks the C program that SVCCOMM_ABI_LAYOUT names, else the golden file.
func readABI(t *testing.T) (declared abi) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(tree, "tests/abi/layout.golden.json"))
	if os.IsNotExist(err) {
		t.Skip("not in a checkout")
	}
	must(t, err)
	if program := os.Getenv("SVCCOMM_ABI_LAYOUT"); program != "" {
		text, err = exec.Command(program).Output()
		must(t, err)
	}
	must(t, json.Unmarshal(text, &declared))
	return declared
}

// goSource is the text of the package's files that are no tests.
func goSource(t *testing.T) string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	must(t, err)
	var source strings.Builder
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			text, err := os.ReadFile(name)
			must(t, err)
			source.Write(text)
		}
	}
	return source.String()
}

// matches are all of a pattern in a text, with their groups.
func matches(pattern, text string) [][]string {
	return regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1)
}

func TestStructsHaveTheLayoutOfC(t *testing.T) {
	declared := readABI(t)
	for name, value := range map[string]any{
		"svccomm_change": Change{}, "svccomm_counts": Counts{},
		"svccomm_decode_report": DecodeReport{}, "svccomm_fan_in": FanIn{}, "svccomm_flow": Flow{},
		"svccomm_flow_report": FlowReport{}, "svccomm_import_report": ImportReport{},
		"svccomm_ingest_report": IngestReport{}, "svccomm_realm_map": RealmMap{},
		"svccomm_segment": Segment{}, "svccomm_spans": Spans{}, "svccomm_text_report": TextReport{},
		"svccomm_vpc_report": VPCReport{},
	} {
		c, there := declared.Structs[name]
		ours := reflect.TypeOf(value)
		if !there || ours.Size() != c.Size || ours.NumField() != len(c.Members) {
			t.Errorf("%s: %d bytes, %d fields; C has %d, %d", name, ours.Size(), ours.NumField(), c.Size,
				len(c.Members))
		}
		for i := 0; i < ours.NumField(); i++ {
			field := ours.Field(i)
			same := false
			for member, at := range c.Members {
				if member == "kind" { // of a RealmMap
					member = "source"
				}
				if strings.EqualFold(strings.ReplaceAll(member, "_", ""), field.Name) {
					same = at.Offset == field.Offset && at.Size == field.Type.Size()
				}
			}
			if !same {
				t.Errorf("%s.%s: at %d, %d bytes; C has %+v", name, field.Name, field.Offset,
					field.Type.Size(), c.Members)
			}
		}
		delete(declared.Structs, name)
	}
	// The others are converted: no member must be forgotten. What a binding has no use for:
	unused := map[string]bool{
		"size": true, "reserved": true, "reserved2": true, "allocator": true,
		"svccomm_allocator": true, "svccomm_error.callback": true, "svccomm_error.code": true,
		"svccomm_storage": true, // its callbacks are set in callbacks.c
	}
	used := map[string]bool{}
	for _, use := range matches(`\.([a-z_0-9]+)|([a-z_0-9]+): `, goSource(t)) {
		used[use[1]+use[2]] = true
	}
	for name, c := range declared.Structs {
		for member := range c.Members {
			if !unused[member] && !unused[name] && !unused[name+"."+member] && !used[member] {
				t.Errorf("%s.%s has no place in Go", name, member)
			}
		}
	}
}

func TestConstantsHaveGoNames(t *testing.T) {
	declared := readABI(t)
	named := map[string]bool{}
	for _, use := range matches(`C\.(SVCCOMM_\w+)`, goSource(t)) {
		named[use[1]] = true
	}
	// Sets of all members, which C needs to refuse others, and bounds that the library checks.
	unused := map[string]bool{
		"SVCCOMM_OK": true, "SVCCOMM_TIME_MAX": true, "SVCCOMM_STRING_MAX": true,
		"SVCCOMM_ERROR_MESSAGE_SIZE": true, "SVCCOMM_SPANS_KEEP_MIN": true,
		"SVCCOMM_EDIT_FIELDS": true, "SVCCOMM_FILTER_FIELDS": true, "SVCCOMM_RECORD_FLAGS": true,
		"SVCCOMM_KINDS_ALL": true, "SVCCOMM_KINDS_LEAST": true, "SVCCOMM_META_FORMAT": true,
		"SVCCOMM_ENCODING_VERSION": true, "SVCCOMM_DUMP_VERSION": true,
		"SVCCOMM_VERSION_MAJOR": true, "SVCCOMM_VERSION_MINOR": true, "SVCCOMM_VERSION_PATCH": true,
	}
	for name, value := range declared.Constants {
		running, err := Constant(name)
		must(t, err)
		if running != value {
			t.Errorf("%s is %d in the library, %d in the headers", name, running, value)
		}
		if !unused[name] && !named[name] {
			t.Errorf("%s has no Go name", name)
		}
	}
	if len(Constants()) != len(declared.Constants) {
		t.Errorf("%d constants in the library, %d in the headers", len(Constants()),
			len(declared.Constants))
	}
	_, err := Constant("SVCCOMM_NO_SUCH")
	wants(t, err, ErrNotFound)
}

// goNames are the package's exported functions, and methods as Type.Method.
func goNames(t *testing.T) map[string]bool {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), ".", nil, 0)
	must(t, err)
	names := map[string]bool{}
	for _, file := range packages["svccomm"].Files {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if d.Recv != nil {
					receiver := d.Recv.List[0].Type
					if pointer, ok := receiver.(*ast.StarExpr); ok {
						receiver = pointer.X
					}
					name = receiver.(*ast.Ident).Name + "." + name
				}
				names[name] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if named, ok := spec.(*ast.TypeSpec); ok {
						names[named.Name.Name] = true
						if object, ok := named.Type.(*ast.StructType); ok {
							for _, field := range object.Fields.List {
								for _, name := range field.Names {
									names[named.Name.Name+"."+name.Name] = true
								}
							}
						}
					}
				}
			}
		}
	}
	return names
}

func TestREADMEMapsEveryFunction(t *testing.T) {
	declared := readABI(t)
	readme, err := os.ReadFile("README.md")
	must(t, err)
	exported, err := os.ReadFile(filepath.Join(tree, "src/svccomm.map"))
	must(t, err)
	functions := matches(`(?m)^    (svccomm_\w+);`, string(exported))
	rows := map[string]string{}
	for _, row := range matches("(?m)^\\| `(svccomm_\\w+)` \\| (.*) \\|$", string(readme)) {
		if _, twice := rows[row[1]]; twice {
			t.Errorf("%s has two rows", row[1])
		}
		rows[row[1]] = row[2]
	}
	names := goNames(t)
	for _, function := range functions {
		row, there := rows[function[1]]
		if !there {
			t.Errorf("%s has no row", function[1])
		}
		for _, name := range matches("`([A-Z][\\w.]*)`", row) {
			if !names[name[1]] {
				t.Errorf("%s: there is no %s", function[1], name[1])
			}
		}
		delete(rows, function[1])
	}
	for name := range rows {
		t.Errorf("%s is not exported", name)
	}
	if len(functions) != len(declared.Functions) {
		t.Errorf("%d functions in the map, %d in the headers", len(functions), len(declared.Functions))
	}
}
