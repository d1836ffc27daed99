// SPDX-License-Identifier: MIT

//go:build go1.23

package svccomm

import "iter"

// iterateBatch is how many elements cross from C at once.
const iterateBatch = 256

// AllRecords gives the records of a query. An error is the last element. The registry may be
// changed meanwhile, as with a [Cursor].
func (r *Registry) AllRecords(query Query) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		cursor, err := r.Query(query)
		if err != nil {
			yield(Record{}, err)
			return
		}
		defer cursor.Close()
		for cursor.Next() {
			if !yield(cursor.Record(), nil) {
				return
			}
		}
		if err := cursor.Err(); err != nil {
			yield(Record{}, err)
		}
	}
}

// AllListeners gives listener endpoints in key order. An error is the last element.
func (r *Registry) AllListeners(realms Realms) iter.Seq2[Endpoint, error] {
	return pages(func(last *Endpoint) ([]Endpoint, error) {
		if last == nil {
			return r.Listeners(realms, nil, iterateBatch)
		}
		return r.Listeners(realms, &last.EndpointKey, iterateBatch)
	})
}

// AllHosts gives hosts in order of realm and id. An error is the last element.
func (r *Registry) AllHosts(realms Realms) iter.Seq2[Host, error] {
	return pages(func(last *Host) ([]Host, error) {
		if last == nil {
			return r.Hosts(realms, nil, iterateBatch)
		}
		return r.Hosts(realms, &last.HostKey, iterateBatch)
	})
}

// AllAddresses gives addresses in order of realm, scope and address. An error is the last element.
func (r *Registry) AllAddresses(realms Realms) iter.Seq2[HostAddress, error] {
	return pages(func(last *HostAddress) ([]HostAddress, error) {
		if last == nil {
			return r.Addresses(realms, nil, iterateBatch)
		}
		return r.Addresses(realms, &last.AddressKey, iterateBatch)
	})
}

// AllRules gives the rules in order of id. An error is the last element.
func (r *Registry) AllRules() iter.Seq2[Rule, error] {
	return pages(func(last *Rule) ([]Rule, error) {
		if last == nil {
			return r.Rules(0, iterateBatch)
		}
		return r.Rules(last.ID, iterateBatch)
	})
}

// AllChanges gives the changes after a revision, in rising revision. An error, [ErrTooOld] say, is
// the last element.
func (r *Registry) AllChanges(since uint64) iter.Seq2[Change, error] {
	return pages(func(last *Change) ([]Change, error) {
		if last == nil {
			return r.Changes(since, iterateBatch)
		}
		return r.Changes(last.Revision, iterateBatch)
	})
}

// AllExporters gives exporters in order of address, domain and version. An error is the last
// element.
func (d *Decoder) AllExporters() iter.Seq2[Exporter, error] {
	return pages(func(last *Exporter) ([]Exporter, error) {
		return d.Exporters(last, iterateBatch)
	})
}

// pages gives the elements of one page after the other; next reads the page after an element.
func pages[E any](next func(last *E) ([]E, error)) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var last *E
		for {
			page, err := next(last)
			if err != nil {
				var none E
				yield(none, err)
				return
			}
			for i := range page {
				if !yield(page[i], nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
			last = &page[len(page)-1]
		}
	}
}
