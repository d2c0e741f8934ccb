// Package fleets reads scenario files into a [model.Plan].
//
// A file passes through four rooms, each with its own place in the sources:
//
//	read     bytes → a tree of our own with places (source.go, node.go)
//	resolve  extends, base, catalog:ID, --with, --set (merge.go, resolve.go, set.go)
//	decode   the tree → model.Plan, every value with its unit (scenario.go and on)
//	check    what can be read but cannot be meant (check.go), and warnings (warn.go)
//
// House rules: no room stops at the first error, all of a file are reported at
// once and each has a place; a key of the contract that is not built yet is
// refused by name; one place in a file or in the catalogue is one unknown, for
// all who inherit or refer to it.
package fleets
