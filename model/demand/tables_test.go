package demand

import (
	"reflect"
	"sync"
	"testing"
)

// Tables that are found are those that would be made, and no more are kept than so many,
// also when many ask at once.
func TestTables(t *testing.T) {
	var wg sync.WaitGroup
	for j := range 4 {
		wg.Go(func() {
			for i := range mostTables + 3 {
				k := (i*(j+1) + j) % (mostTables + 3)
				var d dayTable
				d.make(shapeOf(0.3+0.01*float64(k), 0))
			}
		})
	}
	wg.Wait()
	if n := len(tables.order); n != mostTables || len(tables.known) != n {
		t.Errorf("%d tables are kept in %d places", len(tables.known), n)
	}
	s := shapeOf(tables.order[0].daily, 0)
	found, ok := tables.find(s)
	tables.Lock()
	delete(tables.known, tables.order[0])
	tables.order = tables.order[1:]
	tables.Unlock()
	var made dayTable
	if made.make(s); !ok || !reflect.DeepEqual(found, made.cells) {
		t.Error("a table that is found is not the one that is made")
	}
}

func shapeOf(daily, weekly float64) *shape {
	var s shape
	s.set(&Profile{Daily: daily, Weekly: weekly}, 0)
	return &s
}
