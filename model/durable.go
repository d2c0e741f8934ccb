package model

// A DataSpec is what a pool says of the data that it keeps, as written.
type DataSpec struct {
	Destroys Quantity // share of a unit's failures that destroy its data; not Set: all
	Latent   Quantity // chance that a rebuild meets an unreadable sector; not Set: none
	Scrub    Quantity // hours between scrubs; not Set: never
	Bytes    Quantity // of a unit; not Set: not known
	Written  bool     // one of destroys, latent and scrub is, in the file itself
	Asked    bool     // how often data is lost is asked for: see Keeps
	Origin   Origin
}

// A Durability is the data of one pool with every quantity drawn: groups of Size
// members, each of which can be made again from any Needs others.
//
// A group loses data, one event, when more than Size − Needs of its members are
// destroyed before they are rebuilt, or when the rebuild of one of exactly so many ends
// with an unreadable sector. A lost group starts whole again. All begins up and new.
//
// A member is destroyed by a failure of its unit with the chance Destroys (of Life, but
// for the part Beta of the failures, shocks that strike every member that is there at once),
// and by an outage of a domain above it with that domain's chance. What an outage does not
// destroy is there again after it: how long it lasts, and failures while it does, do not
// matter, nor do failures that destroy nothing.
type Durability struct {
	Horizon     float64 // hours
	Size, Needs int
	Life        Law
	Destroys    float64
	Beta        float64
	Rebuild     Law     // from destroyed to rebuilt
	Crews       int     // rebuilds of a group at one time; 0: each by itself
	Latent      float64 // chance that a rebuild meets an unreadable sector, scrubs in
	Bytes       float64 // of a group's data; 0: not known
	Blasts      []Blast
	Patterns    []Pattern
}

// A Blast is a level of domains whose outages destroy what stands inside.
type Blast struct {
	Name      string
	Rate      float64 // of destroying outages of one instance, per hour
	Instances int     // that hold units of the pool
}

// A Pattern is how the members of some groups stand, alike.
type Pattern struct {
	Groups int
	Under  [][]int // by blast, then member: instance, numbered from 0 within the group
}

// Groups returns the number of groups.
func (d *Durability) Groups() int {
	n := 0
	for i := range d.Patterns {
		n += d.Patterns[i].Groups
	}
	return n
}

// Spare returns how many members a group can lose and keep its data.
func (d *Durability) Spare() int { return d.Size - d.Needs }

// Keeps reports whether units of the pool keep each other's data: those of a group do,
// and mirrors; without groups all units are one where destroys, latent or scrub is
// written and a number of them is needed.
func (p *Pool) Keeps() bool {
	switch {
	case p.Groups != nil, p.Mode != Shared:
		return true
	}
	return p.Data.Written && p.Needs.Count > 0
}

// Kept returns how many units keep each other's data, and how many of them it takes to
// make the others again.
func (p *Pool) Kept() (size, needs int) {
	switch {
	case p.Groups != nil:
		return p.Groups.Size, max(1, p.Groups.Needs)
	case p.Mode != Shared:
		return p.Count, 1
	}
	return p.Count, p.Needs.Count
}
