package fleets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan/internal/fuzzing"
	"github.com/capplan/capplan/model"
)

// toldWell holds that an error is made of diagnostics of ours that say something, point into
// their text and have no word of the program. It reports whether there was one.
func toldWell(t *testing.T, err error, inputs ...string) bool {
	t.Helper()
	if err == nil {
		return false
	}
	var all *Errors
	if !errors.As(err, &all) || len(all.List) == 0 {
		t.Fatalf("%T: %v", err, err)
	}
	for i := range all.List {
		d := &all.List[i]
		if _, ok := Explain(d.Code); !ok || d.Code[0] != 'E' || strings.TrimSpace(d.Message) == "" || d.Line < 0 || d.Line > 0 && d.Col < 1 {
			t.Fatalf("%+v", *d)
		}
		if i < maxShown {
			for _, s := range []string{d.Message, d.Label, d.Help, d.Note} {
				if l := fuzzing.Leak(s, inputs...); l != "" {
					t.Fatalf("%q stands in %q", l, s)
				}
			}
		}
	}
	if all.Error() == "" {
		t.Fatal("nothing is drawn")
	}
	return true
}

// seeds are the scenarios of the repository: templates, known answers, examples, test
// data, and what each code is shown with.
func seeds(f *testing.F) (texts []string) {
	take := func(name string) error {
		data, err := os.ReadFile(name)
		texts = append(texts, string(data))
		return err
	}
	for _, dir := range []string{"templates", "textbook", "published", "regress", "testdata", "../examples", "../testdata"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err == nil && !d.IsDir() && filepath.Ext(name) == ".yaml" {
				return take(name)
			}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	if len(texts) < 50 {
		f.Fatalf("%d seeds", len(texts))
	}
	for _, code := range slices.Sorted(mapKeys(wrong)) {
		texts = append(texts, wrong[code]...)
	}
	return texts
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// loads reads a scenario with what stands beside it.
func loads(text, base string, o Options) (*model.Plan, []Source, error) {
	o.ReadFile = files(map[string]string{"capplan.yaml": text, "base.yaml": base, "data.csv": base, "prices.yaml": base})
	return Load("capplan.yaml", o)
}

// FuzzLoad reads a scenario beside another file: whatever they hold there is a plan or
// diagnostics, and what is read is read the same again.
func FuzzLoad(f *testing.F) {
	base := template("minimal")
	for _, s := range seeds(f) {
		f.Add(s, base, "")
	}
	f.Add(base, "", "small.hardware.price=5 USD")
	f.Add(template("de-ioe"), base, "commodity.staff.servers_per_admin=5")
	f.Add(setBase, "fleets: {one: {count: 5}}", "two.operations.incidents.change.rate=4/year (3..5)")
	f.Add("version: 1\nextends: base.yaml\nfleets: {a: null}\n", "version: 1\nextends: [capplan.yaml]\n", "")
	f.Add("version: 1\nextends: [base.yaml]\n", base, "small.count=3")
	f.Add("version: 1\ncatalog: {files: [prices.yaml]}\nfleets: {a: {hardware: catalog:x, count: 2}}\n", "x: {kind: hardware, price: 5 USD}", "")
	f.Add(pool("count: 4\nrepair: {samples: data.csv}"), "hours\n3\n4\n", "")
	f.Add(pool("count: 4\nfailures: {fit: base.yaml#X16}"), dataFiles["dir/fits/disks.yaml"], "")
	fuzzing.Run(f, func(t *testing.T, text, base, set string) {
		defer fuzzing.Watch()()
		o := Options{}
		if set != "" {
			o.Set = []string{set}
		}
		p, _, err := loads(text, base, o)
		if toldWell(t, err, text, base, set) {
			return
		}
		again, _, err := loads(text, base, o)
		if err != nil || !reflect.DeepEqual(p, again) {
			t.Fatalf("read again it is another plan: %v", err)
		}
	})
}

// FuzzWith merges a file over a scenario.
func FuzzWith(f *testing.F) {
	base := template("minimal")
	for _, s := range seeds(f) {
		if len(s) < 2000 {
			f.Add(s)
		}
	}
	f.Add("fleets: {small: {count: 9}, big: null}")
	f.Add("fleets: null")
	fuzzing.Run(f, func(t *testing.T, over string) {
		defer fuzzing.Watch()()
		_, _, err := loads(base, over, Options{With: []string{"base.yaml"}})
		toldWell(t, err, over)
	})
}

// FuzzSet sets a value of a scenario.
func FuzzSet(f *testing.F) {
	for _, s := range []string{
		"one.count=5", "many.count=3", "fleets.many.pools.web.count=7", "one.hardware.price=3 USD", "one.count=abc", "catalog.mine.price=3 USD",
		"two.operations.incidents.change.rate=4/year (3..5)", "one.licences.0.product=catalog:oracle-rac", "one.staff.dba.heads=3", "one.staff=[]", "workloads.w.peak=3 tps",
		"run.trials=1e99", "horizon=5 y", "one={count: 3}", "one.count", "=", ".=", "one..count=3", "x_y=1", "one.count=\"5", "one.staff=[{role: a, heads: 1}]", "version=2", "one=null", "assertions=[{that: mean(one.availability) >= 99 %}]",
	} {
		f.Add(s)
	}
	const root = head + `finance: {salary: 100k USD/year}
workloads: {w: {peak: 5 tps}}
fleets:
  one: {hardware: {price: 3k USD}, failures: {afr: 8 %}, repair: 3 h, count: 4, staff: [{role: dba, heads: 2}, {role: operator, heads: 3}]}
  two: {base: one, operations: {incidents: [{name: change, rate: 4/year, duration: 3 h}]}}
  many: {pools: {web: {count: 2, failures: never}, db: {count: 3, failures: never}}}
`
	fuzzing.Run(f, func(t *testing.T, set string) {
		defer fuzzing.Watch()()
		_, _, err := loads(root, "", Options{Set: []string{set}})
		toldWell(t, err, set)
	})
}

// FuzzParseVary reads what a sweep varies.
func FuzzParseVary(f *testing.F) {
	for _, s := range []string{"a.count=20..28/2", "a=1k..16k*2", "a={b: 1, c: [2, 3]},4", "a+b='x, y'", "a=2/year..4/year/1/year", "a=1e9..1e-9*1e9", "a=..", "a=\"", "=", "é=3..ü/2", "a=1 USD..2 EUR/3"} {
		f.Add(s)
	}
	fuzzing.Run(f, func(t *testing.T, arg string) {
		defer fuzzing.Watch()()
		v, err := ParseVary(arg)
		if toldWell(t, err, arg) {
			var told *Errors
			if !errors.As(err, &told) {
				t.Fatalf("%q: %v", arg, err)
			}
			list := told.List
			if len(list) != 1 || list[0].Col < 1 || list[0].Col > len([]rune(arg))+2 {
				t.Fatalf("%q: %v", arg, err)
			}
			return
		}
		if v.Path == "" || len(v.Values) == 0 || len(v.Values) > maxVaried {
			t.Fatalf("%q: %d values", arg, len(v.Values))
		}
		seen := map[string]bool{}
		for _, x := range v.Values {
			if strings.TrimSpace(x) == "" || seen[x] {
				t.Fatalf("%q: value %q", arg, x)
			}
			seen[x] = true
		}
	})
}
