package fleets

// tpcC is the kind of an entry that holds a result of the TPC-C benchmark.
const tpcC = "tpc-c"

// tpccFigures are the keys of such an entry that say what was measured. What
// remains, cores and sockets of the whole system, describes hardware.
var tpccFigures = []string{"tpmc", "price_per_tpmc", "nodes", "cores_per_node", "hardware_list", "maintenance", "software"}

// asHardware lets a TPC-C result stand as hardware: one unit is the whole
// system, with all its nodes, and its price is the audited total cost, which by
// the benchmark's rules holds hardware, software and three years of maintenance
// (before 2001 five), and no power, space or people. Throughput stays the
// scenario's own to write: tpmC ÷ 60 = transactions a second. The result says
// nothing of failures, nor does the entry.
func asHardware(n *node) {
	for _, k := range tpccFigures {
		n.drop(k)
	}
	for i := range n.fields {
		if n.fields[i].key == "total_cost" {
			n.fields[i].key = "price"
		}
	}
}
