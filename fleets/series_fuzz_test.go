package fleets

import "testing"

// FuzzReadSeries: whatever the file holds, there is a series of rising times or an error.
func FuzzReadSeries(f *testing.F) {
	f.Add(measured(14, 1, sine), "")
	f.Add(answer(`[[0,"1"],[3600,"2"],[7200,"NaN"]]`), "web")
	f.Add(two, `{job="api"`)
	f.Add("ts;x\n1798761600;1,5\n", "")
	f.Fuzz(func(t *testing.T, text, series string) {
		s, _, err := ReadSeries("x", SeriesOptions{Series: series, ReadFile: files(map[string]string{"x": text})})
		if (s == nil) == (err == nil) {
			t.Fatalf("%v, %v", s, err)
		}
		if s == nil {
			return
		}
		for i := range s.Values {
			if !(s.Values[i] >= 0) || i > 0 && !(s.Hours[i] > s.Hours[i-1]) {
				t.Fatalf("value %d: %v at %v", i, s.Values[i], s.Hours[i])
			}
		}
		for _, v := range s.Fold(168, 1) {
			if !(v >= 0) {
				t.Fatalf("a step of %v", v)
			}
		}
	})
}
