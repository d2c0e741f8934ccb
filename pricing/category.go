package pricing

// A Category is where a line of a bill belongs. The categories of a bill sum
// to its total.
type Category int

// The categories, in the order reports print them.
const (
	Hardware Category = iota
	Licences
	Support
	Energy
	Space
	Network
	Staff
	Engineering
	OneOff
	Replacements
	Other

	categories = iota
)

var categoryNames = [categories]string{
	"hardware", "licences", "support", "energy", "space", "network",
	"staff", "engineering", "one_off", "replacements", "other",
}

// String returns the stable name, as in the metric cost.one_off.
func (c Category) String() string {
	c.check()
	return categoryNames[c]
}

// Categories returns all categories in order.
func Categories() []Category {
	all := make([]Category, categories)
	for i := range all {
		all[i] = Category(i)
	}
	return all
}

func (c Category) check() {
	if c < 0 || c >= categories {
		panic("pricing: no such category")
	}
}
