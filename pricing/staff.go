package pricing

import "math"

// A Team is people on a salary.
type Team struct {
	Role        string
	Heads       float64 // rounded up
	Overhead    float64 // share of the salary on top
	Salary      Price   // per year
	From, Until int
}

// Staff enters the salaries, which bear no value-added tax, and returns the heads.
func (b *Bill) Staff(s *Team) (heads float64) {
	heads = Heads(s.Heads)
	if heads > 0 {
		b.Running(&Running{
			Category: Staff, Name: s.Role, PerYear: s.Salary, Count: heads * (1 + s.Overhead), Bought: heads, Quantity: heads,
			Unit: "head", From: s.From, Until: s.Until, Untaxed: true,
		})
	}
	return heads
}

// Heads rounds people up.
func Heads(n float64) float64 { return math.Ceil(n - 1e-9) }

// Administrators is the number of people that servers need, before rounding up: one
// for each perAdmin of them, atLeast in all.
func Administrators(servers, perAdmin, atLeast float64) float64 {
	return max(servers/perAdmin, atLeast)
}
