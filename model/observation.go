package model

// An Observation is what happened, to be held against what is predicted.
type Observation struct {
	Fleet          string
	Workload, Pool string // at most one of them
	Metric         string
	Value          float64 // in Unit
	Unit           string  // of the metric in a result, or of its total within Over
	Total          bool    // Value is what came within Over: a number of events, minutes
	Over           float64 // hours; 0: the figure has none, and is that of the horizon
	Written        string  // Over as the file says it
	Source         string
	Origin         Origin
	Width          int // of the value at Origin, in characters
}
