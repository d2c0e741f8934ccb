package exact

import "encoding/binary"

// places returns the class of every domain, by level.
func (t *tree) places() [][]int {
	_, _, ids := t.sorted()
	return ids
}

// name returns a name that is the same for members that stand alike: under domains
// of the same classes, met in the same pattern.
func (t *tree) name(ids [][]int, members []member) string {
	var b []byte
	for i, m := range members {
		b = binary.AppendUvarint(b, m.key)
		for l := range t.levels {
			at := m.domain % t.levels[l].Total
			same := i
			for j := range members[:i] {
				if members[j].domain%t.levels[l].Total == at {
					same = j
					break
				}
			}
			b = binary.AppendUvarint(b, uint64(ids[l][at]))
			b = binary.AppendUvarint(b, uint64(same))
		}
	}
	return string(b)
}
