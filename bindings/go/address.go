// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"unsafe"
)

// Address is an address as the library has it: 16 bytes in network order, IPv4 as ::ffff:a.b.c.d.
// The zero Address is the one of zero bytes, which stands for none.
type Address [C.SVCCOMM_ADDRESS_SIZE]byte

// AddressOf gives the bytes of an address, without its zone; zero bytes for an invalid one.
func AddressOf(addr netip.Addr) Address {
	if !addr.IsValid() {
		return Address{}
	}
	return addr.As16()
}

// Addr is the address; IPv4 is IPv4, not mapped.
func (a Address) Addr() netip.Addr {
	return netip.AddrFrom16(a).Unmap()
}

func (a *Address) c() *C.uint8_t {
	return (*C.uint8_t)(&a[0])
}

// ParseAddr reads an address: dotted IPv4, or IPv6 with an optional zone, which is dropped. What is
// mapped gives IPv4.
func ParseAddr(text string) (netip.Addr, error) {
	bytes := append([]byte(text), 0) // so that it is never NULL
	var address Address
	if rc := C.svccomm_address_parse((*C.char)(first(bytes)), C.size_t(len(text)),
		address.c()); rc < 0 {
		return netip.Addr{}, check(rc)
	}
	return address.Addr(), nil
}

// FormatAddr writes an address: dotted for IPv4, mapped or not, RFC 5952 for IPv6.
func FormatAddr(addr netip.Addr) string {
	address := AddressOf(addr)
	var text [C.SVCCOMM_ADDRESS_TEXT_SIZE]C.char
	length := C.svccomm_address_format(address.c(), &text[0], C.size_t(len(text)))
	return C.GoStringN(&text[0], length)
}

// ParsePrefix reads ADDRESS or ADDRESS/BITS; bits beyond the length must be zero.
func ParsePrefix(text string) (netip.Prefix, error) {
	bytes := append([]byte(text), 0) // so that it is never NULL
	var prefix C.svccomm_prefix
	if rc := C.svccomm_prefix_parse((*C.char)(first(bytes)), C.size_t(len(text)), &prefix); rc < 0 {
		return netip.Prefix{}, check(rc)
	}
	return goPrefix(&prefix), nil
}

// FormatPrefix writes a prefix as ADDRESS/BITS.
func FormatPrefix(prefix netip.Prefix) string {
	c := cPrefix(prefix)
	var text [C.SVCCOMM_ADDRESS_TEXT_SIZE]C.char
	length := C.svccomm_prefix_format(&c, &text[0], C.size_t(len(text)))
	return C.GoStringN(&text[0], length)
}

// PrefixContains reports whether the prefix holds the address; the zero prefix holds every one.
func PrefixContains(prefix netip.Prefix, addr netip.Addr) bool {
	c, address := cPrefix(prefix), AddressOf(addr)
	return C.svccomm_prefix_contains(&c, address.c()) == 1
}

const mappedBits = 96 // of the IPv4-mapped form before the address

// cPrefix gives every address for the zero prefix.
func cPrefix(prefix netip.Prefix) (c C.svccomm_prefix) {
	if !prefix.IsValid() {
		return c
	}
	prefix = prefix.Masked()
	address := AddressOf(prefix.Addr())
	c.address = *(*[C.SVCCOMM_ADDRESS_SIZE]C.uint8_t)(unsafe.Pointer(&address))
	c.length = C.uint8_t(prefix.Bits())
	if prefix.Addr().Is4() {
		c.length += mappedBits
	}
	return c
}

// goPrefix gives the zero prefix for every address.
func goPrefix(c *C.svccomm_prefix) netip.Prefix {
	if c.length == 0 {
		return netip.Prefix{}
	}
	addr, bits := goAddress(&c.address).Addr(), int(c.length)
	if addr.Is4() && bits >= mappedBits {
		return netip.PrefixFrom(addr, bits-mappedBits)
	}
	return netip.PrefixFrom(netip.AddrFrom16(goAddress(&c.address)), bits)
}

// goAddress views an address in a C struct.
func goAddress(c *[C.SVCCOMM_ADDRESS_SIZE]C.uint8_t) Address {
	return *(*Address)(unsafe.Pointer(c))
}

// cAddress is the member of a C struct that holds addr.
func cAddress(addr netip.Addr) [C.SVCCOMM_ADDRESS_SIZE]C.uint8_t {
	address := AddressOf(addr)
	return *(*[C.SVCCOMM_ADDRESS_SIZE]C.uint8_t)(unsafe.Pointer(&address))
}
