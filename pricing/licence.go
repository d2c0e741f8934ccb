package pricing

// A LicenceKind is how long a licence runs for its price.
type LicenceKind int

// The kinds of licences.
const (
	Perpetual    LicenceKind = iota // paid once; support by the year
	Subscription                    // the price is per year
	TermLicence                     // paid at the start of each term
)

// A Licence is a product paid by what it counts: cores times their factor, sockets,
// servers, users.
type Licence struct {
	Name        string
	Kind        LicenceKind
	Price       Price   // of one; per year of a subscription
	Count       float64 // of licences
	Unit        string
	SupportName string
	Support     float64 // share of the price paid, per year, for as long as it is held
	Term        int     // months, of a TermLicence
	From, Until int
}

// Licence enters a licence. Nothing of it is left at the horizon's end.
func (b *Bill) Licence(l *Licence) {
	switch l.Kind {
	case Subscription:
		b.Running(&Running{Category: Licences, Name: l.Name, PerYear: l.Price, Count: l.Count, Unit: l.Unit, From: l.From, Until: l.Until})
	case Perpetual, TermLicence:
		life := Forever
		if l.Kind == TermLicence {
			life = l.Term
		}
		b.Asset(&Asset{
			Category: Licences, Name: l.Name, Price: l.Price, Count: l.Count, Unit: l.Unit, From: l.From, Until: l.Until,
			Life: life, SupportName: l.SupportName, Support: l.Support,
		})
	default:
		panic("pricing: no such kind of licence")
	}
}
