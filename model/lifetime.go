package model

// A Lifetime is what a log says of one life, or of one repair. All times are ages in
// hours, from the start of the life.
type Lifetime struct {
	// Entry is the age from which it was watched. It is known only because it had not
	// ended by then (left truncation). 0: from its start.
	Entry float64
	Exit  float64 // age at which it ended, or was last seen going on
	Ended bool    // false: still going on at Exit (right censoring)
	// Until is the age at which watching it would have ended. 0: not known of one that
	// ended, Exit of one that goes on.
	Until float64
}

// A LifeLog is a table of lives or repairs, by groups.
type LifeLog struct {
	Repairs bool // of repairs; else of units that fail
	Groups  []LifeGroup
}

// A LifeGroup is the part of a log that one law is fitted to.
type LifeGroup struct {
	Name    string // empty: the whole log
	Lives   []Lifetime
	LeftOut int // rows outside the time watched
}
