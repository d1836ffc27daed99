// SPDX-License-Identifier: MIT

package svccomm

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// rawNumber is a number as exports write it; "" has no value and is null.
type rawNumber string

func (n rawNumber) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return []byte(n), nil
}

const decimals = 6 // of ratios

// ratioNumber is part / whole x scale, with 6 decimals, half to even; no value where whole is 0.
func ratioNumber(part, whole uint64, scale int64) rawNumber {
	if whole == 0 {
		return ""
	}
	divisor := new(big.Int).SetUint64(whole)
	scaled := new(big.Int).SetUint64(part)
	scaled.Mul(scaled, big.NewInt(scale*1_000_000))
	quotient, rest := scaled.QuoRem(scaled, divisor, new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(divisor)
	if half > 0 || half == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(1))
	}
	digits := fmt.Sprintf("%0*s", decimals+1, quotient.String())
	point := len(digits) - decimals
	return rawNumber(digits[:point] + "." + digits[point:])
}

// fixedNumber is the value with 6 decimals; no value for NaN.
func fixedNumber(value float64) rawNumber {
	if math.IsNaN(value) {
		return ""
	}
	return rawNumber(strconv.FormatFloat(value, 'f', decimals, 64))
}

// secondsNumber is a span in seconds, exact to the nanosecond.
func secondsNumber(span time.Duration) rawNumber {
	digits := fmt.Sprintf("%d.%09d", span/time.Second, span%time.Second)
	return rawNumber(strings.TrimSuffix(strings.TrimRight(digits, "0"), "."))
}
