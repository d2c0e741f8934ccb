package model

import "time"

// A Price is what one of something costs, how that moves over the years and what is
// taken off: as written, in its own currency.
type Price struct {
	Money
	AsOf     time.Time // day of the price; zero: the horizon's start
	Trend    Quantity  // per year, from AsOf on, in place of inflation; not Set: none
	Discount Quantity  // share off
	Volume   []VolumeDiscount
	Source   string // where the user has it from
}

// A VolumeDiscount is taken off all units of a purchase of From or more; the largest
// From that a purchase reaches counts.
type VolumeDiscount struct {
	From     int
	Discount Quantity
}

// A NamedPrice is a price that a line is named after.
type NamedPrice struct {
	Name string
	Price
}

// A RentalPrice rents a machine, and with a site's rental its place.
type RentalPrice struct {
	Price             // per year and unit of Per
	Per      string   // "server", "rack", "kW"; "month": all machines together; empty: nothing is rented
	Reserved *Reserve // nil: all on demand
}

// A Reserve rents a share of the units for whole terms, at a discount and at the price
// of the day on which each term begins.
type Reserve struct {
	Share, Discount Quantity
	Term            Quantity // hours
}

// A Lease pays for hardware in level payments and hands it back.
type Lease struct {
	Term Quantity // hours; leased again at its end
	Rate Quantity // nominal per year, a twelfth a month
}

// Owned is hardware that is there already: nothing is bought until its life ends.
type Owned struct {
	Since time.Time // bought; its useful life counts from here
	Book  Money     // value in the books at the horizon's start, of all units
}

// A Facility is a building of one's own, sized by the power of the machines in it.
type Facility struct {
	Prices    []NamedPrice // per watt of the machines' maximum, a line each
	Life      Quantity     // hours
	Opex      Price        // per watt and year
	Occupancy Quantity     // share of the building that is in use; 1 when absent
}

// A Network is paid by the year, or by what requests move.
type Network struct {
	PerYear Price
	Request Quantity // bytes of one request, both ways
	PerByte Price
}

// Set reports whether anything is paid.
func (n *Network) Set() bool { return n.PerYear.Set || n.PerByte.Set }

// A LicenceKind is how long a licence runs for its price.
type LicenceKind int

// The kinds of licences.
const (
	Perpetual    LicenceKind = iota // paid once, supported by the year
	Subscription                    // the price is per year
	TermLicence                     // paid at the start of each term
)

// String returns the word of the scenario file.
func (k LicenceKind) String() string {
	return [...]string{"perpetual", "subscription", "term"}[k]
}

// A Tax is value-added tax; prices are written without it.
type Tax struct {
	VAT         Quantity
	Recoverable bool // then it is no cost
}
