package decide

// InParts sums up all runs of more than n trials, in parts of n.
func (o Options) InParts(n int) Options {
	o.part = n
	return o
}
