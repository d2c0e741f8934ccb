package model

// A Ledger is a group whose members agree on every write. A write is done when Write of
// them have it, a read sees it when it asks Read of them.
type Ledger struct {
	Agreement   Agreement
	Read, Write int
	Origin      Origin
}

// An Agreement is what members may do wrong without an order of writes being lost.
type Agreement int

// Agreements.
const (
	Majority  Agreement = iota // stop: 2f+1 members for f of them
	Byzantine                  // say anything: 3f+1 members for f of them
)

func (a Agreement) String() string { return [...]string{"majority", "byzantine"}[a] }

// Tolerates returns how many members of so many may be wrong, or gone, without harm.
func (a Agreement) Tolerates(size int) int {
	if a == Byzantine {
		return (size - 1) / 3
	}
	return (size - 1) / 2
}

// Quorum returns the smallest number of members of which any two sets share one that is
// right: more than half, or ⌈(size+f+1)/2⌉ where f may lie (2f+1 of 3f+1; Castro & Liskov
// 1999; Malkhi & Reiter 1998).
func (a Agreement) Quorum(size int) int {
	if a == Byzantine {
		return (size + a.Tolerates(size) + 2) / 2
	}
	return size/2 + 1
}

// WriteCopies returns how often a pool does each write.
func (p *Pool) WriteCopies() int {
	if p.Copies == 0 && p.Ledger() != nil {
		return p.Groups.Size
	}
	return max(1, p.Copies)
}

// Ledger returns what the members of the pool's groups agree on; nil where on nothing.
func (p *Pool) Ledger() *Ledger {
	if p.Groups == nil {
		return nil
	}
	return p.Groups.Ledger
}
