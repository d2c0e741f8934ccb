package model

import "testing"

func TestEmpiricalTime(t *testing.T) {
	e := EmpiricalTime([]float64{5, 3, 40})
	l := e.At(nil)
	if l.Mean != 16 || l.Sample[0] != 3 || l.Sums[2] != 48 || l.Rate() != 1.0/16 {
		t.Errorf("%+v", l)
	}
	for _, bad := range [][]float64{nil, {1, 0}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v makes a law", bad)
				}
			}()
			EmpiricalTime(bad)
		}()
	}
}
