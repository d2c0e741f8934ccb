package fleets

import (
	"errors"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// A badLog is a data file that is wrong: a log, or what a scenario takes samples from.
type badLog struct {
	text     string
	options  LogOptions
	scenario string // a value that reads the text as data.csv; empty: the text is a log
	profile  string // a profile that reads it
	test     *LoadTestOptions
}

const samplesOf = "{samples: data.csv, column: hours}"

// wrongData holds, by code, data files that are wrong in just that way.
var wrongData = map[string][]badLog{
	"E050": {
		{text: "instaled,failed\n2020-01-01,2021-01-01\n"},
		{text: "a,b\n1,2\n"},
		{text: "hours,fail\n1,1\n"},
		{text: "hours,failed,modle\n1,1,x\n", options: LogOptions{By: "model"}},
		{text: "hours,failed\n1,1\n", options: LogOptions{Hours: "days"}},
		{text: "begin,end\n2020-01-01,2020-01-02\n", options: LogOptions{Repairs: true}},
		{text: "hour\n1\n", scenario: samplesOf},
		{text: "a,b\n1,2\n", scenario: "{samples: data.csv}"},
		{text: measured(14, 1, sine), profile: "{file: data.csv, column: rsp}"},
		{text: measured(14, 1, sine), profile: "{file: data.csv, time: when}"},
		{text: "time,a,b\n2027-01-04,1,2\n", profile: "{file: data.csv}"},
		{text: "N,tps,err\n1,2,3\n", test: &LoadTestOptions{}},
		{text: "N,tps\n1,2\n", test: &LoadTestOptions{N: "N", X: "tpss"}},
	},
	"E051": {
		{text: "hours;failed\n1,5;1\n2,5;1\n3,5;0\n"},
		{text: "hours,failed\n12 h,1\n,1\nabc,0\n"},
		{text: "hours\n3\n5 h\n", scenario: samplesOf},
		{text: "time;rps\n2027-01-04T00:00;1,5\n2027-01-04T01:00;1,7\n", profile: weeks},
		{text: "time,rps\n2027-01-04T00:00,1.5\n2027-01-04T01:00,-1\n", profile: weeks},
		{text: "time,rps\n2027-01-04T00:00,\"4,544\"\n2027-01-04T01:00,NaN\n2027-01-04T02:00,null\n", profile: weeks},
		{text: "time;rps\n2027-01-04T00:00;4.544,2\n2027-01-04T01:00;450 req/s\n", profile: weeks},
		{text: "N,X\n1,\"1,234,567\"\n", test: &LoadTestOptions{}},
		{text: answer(`[[1798761600,"1"],[1798765200,"NaN"]]`), profile: saved},
		{text: "N,X\n0,5\n1,x\n2,-3\n", test: &LoadTestOptions{}},
	},
	"E598": {{text: "hours" + strings.Repeat(",a", 10_000) + "\n", scenario: samplesOf}},
	"E590": {
		{text: "hours\n3\n1e60\n1e400\n", scenario: samplesOf},
		{text: answer(`[[1798761600,"1"],[1798765200,"1e60"]]`), profile: saved},
	},
	"E052": {
		{text: strings.Replace(measured(14, 1, sine), "2027-01-05T00:00", "2027-01-04T22:00", 1), profile: weeks},
		{text: strings.Replace(measured(14, 1, sine), "2027-01-05T01:00", "2027-01-05T00:00", 1), profile: weeks},
		{text: answer(`[[1798765200,"1"],[1798761600,"2"],[1798768800,"1"]]`), profile: saved},
		{text: "installed,failed\n2021-01-01,2020-01-01\n2021-01-01,2020-02-01\n"},
		{text: "hours,failed,entered\n10,1,20\n0,1,0\n5,1,-3\n"},
		{text: "installed,failed,removed\n2020-01-01,2021-01-01,2020-06-01\n"},
		{text: "failed,repaired\n2020-01-01 10:00,2020-01-01 09:00\n", options: LogOptions{Repairs: true}},
		{text: "hours\n3\n0\n-1\n", scenario: samplesOf},
	},
	"E053": {{text: ""}, {text: "# only words\n"}, {text: "installed,failed\n"}, {text: "hours\n", scenario: samplesOf}},
	"E054": {
		{text: "installed,failed\n2020-01-01,\n2020-01-01,\n", options: LogOptions{Until: "2022-01-01"}},
		{text: "hours,repaired\n5,no\n", options: LogOptions{Repairs: true}},
	},
	"E055": {
		{text: "hours,failed\n1\n"},
		{text: "hours,failed\n1,5,1\n"},
		{text: "hours,failed\n1,\"1\n"},
		{text: "hours,hours\n1,1\n"},
		{text: "time,rps\n2027-01-04T00:00,1,5\n", profile: weeks},
		{text: answer(`[]`), profile: "{file: data.csv, format: csv}"},
	},
	"E056": {
		{text: "installed,failed\n01/02/2020,2021-01-01\n03/02/2020,2021-01-01\n,2021-01-01\n"},
		{text: "installed,failed\n2020-13-01,2021-01-01\n"},
		{text: "time,rps\n04/01/2027,1\n,2\n", profile: weeks},
	},
	"E058": {
		{text: regexp.MustCompile("2027-01-05T0[0-5]:00,.*\n").ReplaceAllString(measured(14, 1, sine), ""), profile: weeks},
		{text: regexp.MustCompile("2027-01-(05|07)T00:00,.*\n").ReplaceAllString(measured(14, 1, sine), ""), profile: weeks},
		{text: answer(`[[0,"1"],[3600,"2"],[7200,"1"],[18000,"2"]]`), profile: saved},
	},
	"E059": {
		{text: measured(4, 1, sine), profile: weeks},
		{text: measured(13, 1, sine), profile: weeks},
		{text: measured(1, 1, sine), profile: "{file: data.csv, period: day}"},
		{text: measured(21, 24, sine), profile: weeks},
		{text: "time,rps\n2027-01-04T00:00,1\n", profile: weeks},
		{text: "users,tps\n1,10\n1,11\n2,20\n", test: &LoadTestOptions{}},
		{text: measured(14, 1, func(float64) float64 { return 0 }), profile: weeks},
	},
	"E150": {
		{text: `{"status":"error","errorType":"bad_data","error":"1:8: parse error: unclosed left parenthesis"}`, profile: saved},
		{text: `{"status":"success","data":{"resultType":"vector","result":[]}}`, profile: saved},
		{text: `{"status":"success","data":{"resultType":"matrix","result":[]}}`, profile: saved},
		{text: "{\"status\":\"success\",\n  \"data\":{", profile: saved},
		{text: `{"fleets": {}}`, profile: saved},
		{text: answer(`[["now","1"]]`), profile: saved},
	},
	"E151": {
		{text: two, profile: saved},
		{text: two, profile: "{file: data.csv, format: prometheus, series: web-3}"},
		{text: two, profile: "{file: data.csv, format: prometheus, series: api}"},
	},
	"E152": {
		{text: measured(14, 1, func(h float64) float64 { return 1e6 + 90*h }), profile: weeks},
		{text: strings.Replace(answer(`[[0,"1"],[3600,"5"],[7200,"2"]]`), `"metric":{`, `"metric":{"__name__":"http_requests_total",`, 1), profile: saved},
	},
	"E057": {{text: "hours,failed\n10,maybe\n"}, {text: "hours,failed\n10,2020-01-01\n"}},
}

func readBad(b badLog) error {
	if b.test != nil {
		b.test.ReadFile = files(map[string]string{"test.csv": b.text})
		_, _, err := ReadLoadTest("test.csv", *b.test)
		return err
	}
	if b.profile != "" {
		_, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": profiled(b.profile), "data.csv": b.text})})
		return err
	}
	if b.scenario == "" {
		_, _, err := ReadLog("log.csv", LogOptions{
			Repairs: b.options.Repairs, By: b.options.By, Hours: b.options.Hours, Until: b.options.Until, From: b.options.From, Unit: b.options.Unit,
			ReadFile: files(map[string]string{"log.csv": b.text}),
		})
		return err
	}
	_, _, err := Load("capplan.yaml", Options{ReadFile: files(map[string]string{"capplan.yaml": repaired(b.scenario), "data.csv": b.text})})
	return err
}

// TestDataErrorsByCode is TestErrorsByCode for data files.
func TestDataErrorsByCode(t *testing.T) {
	for _, c := range Codes {
		if !strings.HasPrefix(c.Code, "E05") && !strings.HasPrefix(c.Code, "E15") && c.Code != "E590" && c.Code != "E598" {
			continue
		}
		t.Run(c.Code, func(t *testing.T) {
			if len(wrongData[c.Code]) == 0 {
				t.Fatal("no example of this error")
			}
			var out strings.Builder
			for i, b := range wrongData[c.Code] {
				var list *Errors
				if err := readBad(b); !errors.As(err, &list) {
					t.Errorf("example %d is read without an error", i)
					continue
				}
				for _, d := range list.List {
					if d.Code != c.Code {
						t.Errorf("example %d gives another error:\n%s", i, &d)
					}
					speaksWell(t, &d)
				}
				out.WriteString(list.Error() + "\n\n")
			}
			golden(t, "testdata/errors/"+c.Code+".golden", out.String())
		})
	}
}

func lifeLog(t *testing.T, text string, o LogOptions) *model.LifeLog {
	t.Helper()
	o.ReadFile = files(map[string]string{"log.csv": text})
	log, src, err := ReadLog("log.csv", o)
	if err != nil {
		t.Fatal(err)
	}
	if len(src) != 1 || src[0].Path != "log.csv" || len(src[0].SHA256) != 64 {
		t.Errorf("sources %v", src)
	}
	return log
}

// TestReadLog holds ages counted by hand.
func TestReadLog(t *testing.T) {
	day := 24.0
	for _, c := range []struct {
		name, text string
		o          LogOptions
		want       []model.Lifetime
		out        int
	}{
		{"dates", "\ufeffserial,installed,failed\na,2020-01-01,2020-01-11\nb,2020-01-01,\nc,2020-01-05,2020-01-05\nd,2020-03-01,\n", LogOptions{Until: "2020-01-31"}, []model.Lifetime{
			{Exit: 10 * day, Ended: true, Until: 30 * day}, {Exit: 30 * day, Until: 30 * day}, {Exit: 12, Ended: true, Until: 26 * day},
		}, 1},
		{"late entry", "installed,failed\n2019-12-22,2020-01-11\n2019-12-22,2019-12-30\n2020-01-02,2020-02-20\n2019-12-22,2020-01-01\n", LogOptions{From: "2020-01-01", Until: "2020-01-31"}, []model.Lifetime{
			{Entry: 10 * day, Exit: 20 * day, Ended: true, Until: 40 * day}, {Exit: 29 * day, Until: 29 * day}, {Entry: 10 * day, Exit: 10*day + 12, Ended: true, Until: 40 * day},
		}, 1},
		{"removed", "installed,failed,removed\n2020-01-01,,2020-01-03\n2020-01-01,2020-01-05,\n", LogOptions{Until: "2020-01-31"}, []model.Lifetime{
			{Exit: 2 * day, Until: 2 * day}, {Exit: 4 * day, Ended: true},
		}, 0},
		{"entered by date", "installed,failed,entered\n2020-01-01,2020-01-11,2020-01-06\n", LogOptions{}, []model.Lifetime{{Entry: 5 * day, Exit: 10 * day, Ended: true}}, 0},
		{"durations", "# a note\nhours;failed;entered\n100;yes;20\n50.5;0;\n20;no;20\n", LogOptions{}, []model.Lifetime{
			{Entry: 20, Exit: 100, Ended: true}, {Exit: 50.5, Until: 50.5},
		}, 1},
		{"days", "age,dead\n2,1\n", LogOptions{Hours: "age", Failed: "dead", Unit: "d"}, []model.Lifetime{{Exit: 48, Ended: true}}, 0},
		{"repairs", "failed,repaired\n2020-01-01T10:00,2020-01-01T12:30\n2020-01-01 23:00:00,\n2020-01-01T10:00+01:00,2020-01-01T09:00Z\n", LogOptions{Repairs: true, Until: "2020-01-02"}, []model.Lifetime{
			{Exit: 2.5, Ended: true, Until: 14}, {Exit: 1, Until: 1}, {Exit: 0.5 / 60, Ended: true, Until: 15},
		}, 0},
		{"both", "failed,repaired,hours\n2020-01-01T10:00,2020-01-01T12:00,7\n", LogOptions{Repairs: true}, []model.Lifetime{{Exit: 2, Ended: true}}, 0},
		{"repairs as hours", "hours\n3\n4\n", LogOptions{Repairs: true}, []model.Lifetime{{Exit: 3, Ended: true}, {Exit: 4, Ended: true}}, 0},
	} {
		log := lifeLog(t, c.text, c.o)
		g := log.Groups[0]
		if len(log.Groups) != 1 || log.Repairs != c.o.Repairs || g.LeftOut != c.out || !slices.EqualFunc(g.Lives, c.want, func(a, b model.Lifetime) bool {
			return math.Abs(a.Entry-b.Entry) < 1e-9 && math.Abs(a.Exit-b.Exit) < 1e-9 && a.Ended == b.Ended && math.Abs(a.Until-b.Until) < 1e-9
		}) {
			t.Errorf("%s: %+v\nwant %+v, %d left out", c.name, g, c.want, c.out)
		}
	}
	log := lifeLog(t, "model,hours,failed\nX,5,1\nY,6,0\nX,7,0\n", LogOptions{By: "model"})
	if len(log.Groups) != 2 || log.Groups[0].Name != "X" || len(log.Groups[0].Lives) != 2 || log.Groups[1].Name != "Y" {
		t.Errorf("groups: %+v", log.Groups)
	}
}

// TestLogOptions: what is wrong with the command, not with the file.
func TestLogOptions(t *testing.T) {
	for _, c := range []struct {
		text string
		o    LogOptions
		want string
	}{
		{"installed,failed\n2020-01-01,\n2020-01-02,\n", LogOptions{}, "units go on, and nothing says when that was seen"},
		{"hours,failed\n1,1\n", LogOptions{Until: "2020-01-01"}, "--observed-until goes with dates"},
		{"hours,failed\n1,1\n", LogOptions{Unit: "days"}, "there is no unit days"},
		{"installed,failed\n2020-01-01,\n", LogOptions{Until: "soon"}, "soon is no date"},
		{"installed,failed\n2020-01-01,\n", LogOptions{From: "2021-01-01", Until: "2020-01-01"}, "is not before"},
	} {
		err := readBad(badLog{text: c.text, options: c.o})
		var list *Errors
		if !errors.As(err, &list) || len(list.List) != 1 || list.List[0].Code != "E066" || !strings.Contains(list.List[0].Message, c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
	if _, _, err := ReadLog("none.csv", LogOptions{ReadFile: files(nil)}); err == nil || !strings.Contains(err.Error(), "E070") {
		t.Errorf("no file: %v", err)
	}
}

// dataFiles are what scenarios of the next tests stand beside.
var dataFiles = map[string]string{
	"dir/fits/disks.yaml": `schema: capplan/fits/v1
kind: failures
interval: 80 %
fits:
  X16: {law: weibull, shape: 0.8 (0.7..0.9), mean: 31 y (22..44), rank: -0.9}
  "WD 18": {law: exponential, mean: 9 y (7..12)}
`,
	"dir/fits/lasts.yaml":  "schema: capplan/fits/v1\nkind: repairs\nfits: {web: {law: exponential, mean: 3 h}}\n",
	"dir/fits/odd.yaml":    "schema: capplan/fits/v1\nsorce: x\nfits: {a: {law: exponential, mean: 3 h}}\n",
	"dir/fits/wide.yaml":   "schema: capplan/fits/v1\ninterval: 100 %\nfits: {a: {law: weibull, mean: 3 h, shape: 1, rank: 1}, b: {law: exponential, mean: 3 h, scale: 2}}\n",
	"dir/data/repairs.csv": "kind,minutes\na,60\nb,180\na,30\n",
}

func loadBeside(t *testing.T, keys string, set ...string) (*model.Plan, []Source, error) {
	t.Helper()
	m := map[string]string{"dir/capplan.yaml": head + "fleets:\n  a: " + keys + "\n"}
	for k, v := range dataFiles {
		m[k] = v
	}
	return Load("dir/capplan.yaml", Options{Set: set, ReadFile: files(m)})
}

// TestValuesFromData reads laws from a file of fits, a column and a list.
func TestValuesFromData(t *testing.T) {
	p, src, err := loadBeside(t, "{pools: {x: {count: 1, failures: {fit: fits/disks.yaml#X16}, repair: {samples: data/repairs.csv, column: minutes, unit: min}}, y: {count: 1, failures: {mttf: {fit: fits/disks.yaml#X16}}, repair: {law: empirical, values: [40 h, 3 h, 5 h]}}, z: {count: 1, failures: {fit: fits/disks.yaml#WD 18}, repair: {samples: data/repairs.csv, column: minutes}}}}")
	if err != nil {
		t.Fatal(err)
	}
	x, y, z := &p.Fleets[0].Pools[0], &p.Fleets[0].Pools[1], &p.Fleets[0].Pools[2]
	if l := x.Life; l.Kind != model.Weibull || l.Shape.Value != 0.8 || l.Mean.Value != 31*8760 || l.Mean.Level != 0.8 || l.Shape.Hi != 0.9 {
		t.Errorf("fit: %+v", l)
	}
	if x.Life.Mean.ID != y.Life.Mean.ID || x.Life.Mean.ID == x.Life.Shape.ID {
		t.Error("two uses of one fit are not one unknown")
	}
	if want := []model.Correlation{{A: x.Life.Mean.ID - 1, B: x.Life.Shape.ID - 1, Rank: -0.9}}; !reflect.DeepEqual(p.Correlations, want) {
		t.Errorf("correlations %v, want %v", p.Correlations, want)
	}
	if r := x.Repair; r.Kind != model.Empirical || !slices.Equal(r.Sample, []float64{0.5, 1, 3}) || r.At(nil).Mean != 1.5 {
		t.Errorf("samples: %+v", r)
	}
	if r := y.Repair; r.Kind != model.Empirical || !slices.Equal(r.Sample, []float64{3, 5, 40}) || r.At(nil).Mean != 16 {
		t.Errorf("values: %+v", r)
	}
	if z.Life.Mean.Value != 9*8760 {
		t.Errorf("%+v", z.Life)
	}
	var names []string
	for _, s := range src {
		names = append(names, s.Path)
		if len(s.SHA256) != 64 {
			t.Errorf("%+v", s)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"dir/capplan.yaml", "dir/data/repairs.csv", "dir/fits/disks.yaml"}) {
		t.Errorf("sources %v", names)
	}
}

// TestDataBySet: values from data through --set, over laws of every other form, and back.
func TestDataBySet(t *testing.T) {
	for _, keys := range []string{
		"{count: 1, failures: {afr: 8 %}, repair: 24 h}",
		"{count: 1, failures: {law: weibull, mean: 3 y, shape: 2}, repair: {law: lognormal, mean: 2 h, cv: 1}}",
		"{count: 1, failures: {fit: fits/disks.yaml#WD 18}, repair: {samples: data/repairs.csv, column: minutes}}",
	} {
		p, _, err := loadBeside(t, keys, "a.failures={fit: fits/disks.yaml#X16}", "a.repair={samples: data/repairs.csv, column: minutes}")
		if err != nil {
			t.Fatal(err)
		}
		x := &p.Fleets[0].Pools[0]
		if x.Life.Kind != model.Weibull || x.Repair.Kind != model.Empirical || x.Repair.Sample[2] != 180 {
			t.Errorf("%+v, %+v", x.Life, x.Repair)
		}
		if p, _, err = loadBeside(t, keys, "a.failures.fit=fits/disks.yaml#X16", "a.failures.afr=5 %", "a.repair=1 h"); err != nil || p.Fleets[0].Pools[0].Life.Kind != model.Exponential {
			t.Errorf("back to afr: %v", err)
		}
	}
}

// TestDataEverywhere: wherever a random time may stand it may come from data.
func TestDataEverywhere(t *testing.T) {
	const data = "{samples: data/repairs.csv, column: minutes, unit: min}"
	for keys, of := range map[string]func(f *model.Fleet) model.RandomTime{
		"{count: 1, failures: " + data + ", repair: 1 h}":                                                                                  func(f *model.Fleet) model.RandomTime { return f.Pools[0].Life },
		"{count: 1, failures: {mttf: " + data + "}, repair: 1 h}":                                                                          func(f *model.Fleet) model.RandomTime { return f.Pools[0].Life },
		"{count: 1, failures: {afr: 8 %}, repair: " + data + "}":                                                                           func(f *model.Fleet) model.RandomTime { return f.Pools[0].Repair },
		"{count: 2, failures: {afr: 8 %}, repair: 1 h, mode: active-standby, failover: {time: " + data + "}}":                              func(f *model.Fleet) model.RandomTime { return *f.Pools[0].Failover.Time },
		"{count: 2, failures: {afr: 8 %}, repair: 1 h, mode: active-standby, failover: {success: 99 %, recovery: " + data + "}}":           func(f *model.Fleet) model.RandomTime { return *f.Pools[0].Failover.Recovery },
		"{count: 4, failures: {afr: 8 %}, repair: 1 h, groups: {size: 2, needs: 1, rebuild: " + data + "}}":                                func(f *model.Fleet) model.RandomTime { return *f.Pools[0].Groups.Rebuild },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, spares: {on_site: 1, resupply: " + data + "}}":                                      func(f *model.Fleet) model.RandomTime { return f.Pools[0].Spares.Resupply },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, gray: {failures: {rate: 1e-5/h}, works: 30 %, detect: " + data + "}}":               func(f *model.Fleet) model.RandomTime { return f.Pools[0].Gray.Detect },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, maintenance: {every: 90 d, duration: " + data + "}}":                                func(f *model.Fleet) model.RandomTime { return f.Pools[0].Upkeep.Duration },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, operations: {incidents: [{name: bad, rate: 1/year, duration: " + data + "}]}}":      func(f *model.Fleet) model.RandomTime { return f.Incidents[0].Duration },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, failure_domains: [{rack: {count: 1, failures: {afr: 8 %}, repair: " + data + "}}]}": func(f *model.Fleet) model.RandomTime { return f.Domains[0].Repair },
		"{count: 1, failures: {afr: 8 %}, repair: 1 h, failure_domains: [{rack: {count: 1, failures: " + data + ", repair: 3 h}}]}":        func(f *model.Fleet) model.RandomTime { return f.Domains[0].Life },
		"{count: 1, repair: 1 h, failures: {law: empirical, values: [30 min, 3 h, 1 h]}}":                                                  func(f *model.Fleet) model.RandomTime { return f.Pools[0].Life },
		"{hardware: {failures: {afr: 8 %}, repair: " + data + "}, count: 1}":                                                               func(f *model.Fleet) model.RandomTime { return f.Pools[0].Repair },
	} {
		p, _, err := loadBeside(t, keys)
		if err != nil {
			t.Errorf("%s\n%v", keys, err)
			continue
		}
		if x := of(&p.Fleets[0]); x.Kind != model.Empirical || !slices.Equal(x.Sample, []float64{0.5, 1, 3}) {
			t.Errorf("%s\n%+v", keys, x)
		}
	}
}

// TestWrongReferences: names, kinds and doubles.
func TestWrongReferences(t *testing.T) {
	for keys, want := range map[string]string{
		"{count: 1, failures: {fit: fits/disks.yaml#X61}, repair: 1 h}":                                              "E043]: no fit X61 in fits/disks.yaml\n --> dir/capplan.yaml:4:49\n",
		"{count: 1, failures: {afr: 1 %}, repair: {fit: fits/disks.yaml#X16}}":                                       "E044]: a fit of failures where repair is meant",
		"{count: 1, failures: {afr: 1 %}, repair: {fit: fits/odd.yaml#a}}":                                           "E007]: unknown key sorce\n --> dir/fits/odd.yaml:2:1\n",
		"{count: 1, failures: {fit: fits/wide.yaml#a}, repair: 1 h}":                                                 "E015]: a rank correlation lies between -1 and 1\n --> dir/fits/wide.yaml:3:",
		"{count: 1, failures: {fit: fits/wide.yaml#a}, repair: 2 h}":                                                 "E015]: the coverage of a range lies between 0 % and 100 %\n --> dir/fits/wide.yaml:2:11\n",
		"{count: 1, failures: {fit: fits/wide.yaml#b}, repair: 1 h}":                                                 "E007]: unknown key scale\n --> dir/fits/wide.yaml:3:",
		"{count: 1, failures: {mttf: {fit: fits/lasts.yaml#web}}, repair: 1 h}":                                      "E044]: a fit of repairs where failures is meant",
		"{count: 1, failures: {fit: fits/disks.yaml#X16, law: weibull}, repair: 1 h}":                                "E020]",
		"{count: 1, failures: {fit: fits/disks.yaml#X16, afr: 1 %}, repair: 1 h}":                                    "E020]",
		"{count: 1, failures: {afr: 1 %}, repair: {samples: data/repairs.csv, column: minuts}}":                      "did you mean minutes?",
		"{count: 1, failures: {afr: 1 %}, repair: {samples: data/repairs.csv, column: minutes, unit: hours}}":        "E018]",
		"{count: 1, failures: {afr: 1 %}, repair: {law: empirical, values: [3 h (2..5)]}}":                           "E017]",
		"{count: 1, failures: {afr: 1 %}, repair: {law: empirical, values: [], mean: 3 h}}":                          "E028]",
		"{count: 1, failures: {afr: 1 %}, repair: {law: lognormal, mean: 1 h, cv: 1, values: [3 h]}}":                "lognormal has no values",
		"{count: 1, failures: {afr: 1 %}, repair: {law: empirical, values: [3, 5 h]}}":                               "E010]",
		"{count: 1, failures: {afr: 1 %}, repair: {samples: data/repairs.csv, column: kind}}":                        "2 more cells of this column like it",
		"{count: 1, failures: {afr: 1 %}, repair: {samples: data/repairs.csv, column: minutes}, colunm: 5}":          "E007]",
		"{count: 1, failures: {afr: 1 %}, repair: {law: empirical, values: [3 h], column: minutes}}":                 "E007]",
		"{count: 1, failures: {afr: 1 %}, repair: {samples: data/repairs.csv, column: minutes, mean: 3 h, cv: 0.5}}": "E007]",
	} {
		if _, _, err := loadBeside(t, keys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v\nwant %s", keys, err, want)
		}
	}
}
