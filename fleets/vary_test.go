package fleets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestParseVary(t *testing.T) {
	for arg, want := range map[string]string{
		"small.count=20..28/2":                             "20|22|24|26|28",
		"small.count=20..28/3":                             "20|23|26",
		"small.count=3..6":                                 "3|4|5|6",
		"small.count = 3 .. 6":                             "3|4|5|6",
		"small.count=7..7":                                 "7",
		"a.count=-2..2/2":                                  "-2|0|2",
		"a.count=4,6, 9":                                   "4|6|9",
		"a.count=4..8/2,16,32":                             "4|6|8|16|32",
		"a.price=10 USD..20 USD/5 USD":                     "10 USD|15 USD|20 USD",
		"a.price=10..20 USD/5 USD":                         "10 USD|15 USD|20 USD",
		"a.price=10..20/5 USD":                             "10 USD|15 USD|20 USD",
		"a.price=10 USD..20 USD/5":                         "10 USD|15 USD|20 USD",
		"a.price=8k..9k USD/500":                           "8k USD|8.5k USD|9k USD",
		"a.price=500..2k USD/500":                          "500 USD|1000 USD|1500 USD|2000 USD",
		"a.repair=1 h..2 h/30 h,48 h":                      "E433",
		"a.price=20 USD/month..40 USD/month/10":            "20 USD/month|30 USD/month|40 USD/month",
		"a.price=20..40/10 USD/month":                      "20 USD/month|30 USD/month|40 USD/month",
		"a.rate=2/year..4/year/1/year":                     "2/year|3/year|4/year",
		"a.defect=1/10k..3/10k/1/10k":                      "1/10k|2/10k|3/10k",
		"a.share=90 %..92 %/1 %":                           "90 %|91 %|92 %",
		"a.share=99.8 %..100 %/0.1 %":                      "99.8 %|99.9 %|100 %",
		"a.share=0.1..0.3/0.1":                             "0.1|0.2|0.3",
		"w.peak=1k..16k*2":                                 "1k|2k|4k|8k|16k",
		"w.peak=1..100*10":                                 "1|10|100",
		"w.peak=1 tps..4 tps*1.5":                          "1 tps|1.5 tps|2.25 tps|3.375 tps",
		"w.peak=1e3..3e3/1e3":                              "1000|2000|3000",
		"mode=shared,active-standby":                       "shared|active-standby",
		"a.hardware=catalog:a,catalog:b":                   "catalog:a|catalog:b",
		"a.groups={size: 3, needs: 2},{size: 5, needs: 3}": "{size: 3, needs: 2}|{size: 5, needs: 3}",
		"a.x=[1, 2],[3]":                                   "[1, 2]|[3]",
		"a.name='x, y',\"z, \\\" w\"":                      "'x, y'|\"z, \\\" w\"",
		"a.price=9 USD (8..10),10 USD (9..12)":             "9 USD (8..10)|10 USD (9..12)",
		"a.price=\"8..10 USD\",9 USD":                      "\"8..10 USD\"|9 USD",
		"a.file=../x.csv,../y.csv":                         "../x.csv|../y.csv",
		"horizon.start=2027-01,2027-07":                    "2027-01|2027-07",
		"a.count+b.count=3,6":                              "3|6",
		"a.count":                                          "E430",
		"=3":                                               "E430",
		"a.count=":                                         "E430",
		"a.count=3,,4":                                     "E430",
		"a.count=3,":                                       "E430",
		"a.count=3,3":                                      "E430",
		"a.count=3..5,4":                                   "E430",
		"a.groups={size: 3":                                "E430",
		"a.groups=3}":                                      "E430",
		"a.name='x":                                        "E430",
		"a.count+=3":                                       "E430",
		"a.count=..":                                       "E431",
		"a.count=..28":                                     "E431",
		"a.count=20..":                                     "E431",
		"a.count=20../2":                                   "E431",
		"a.count=20..x/2":                                  "E431",
		"a.count=1e40..2e40/1e40":                          "E431",
		"horizon.start=2027-01..2028-01":                   "E431",
		"a.count=28..20/2":                                 "E432",
		"a.count=28..20":                                   "E432",
		"a.count=28..20*2":                                 "E432",
		"a.count=20..28/0":                                 "E433",
		"a.count=20..28/-2":                                "E433",
		"a.count=20..28/":                                  "E433",
		"a.count=20..28/9":                                 "E433",
		"a.count=20..28*1":                                 "E433",
		"a.count=0..28*2":                                  "E433",
		"a.price=1 USD..8 USD*2 USD":                       "E433",
		"a.price=8k..10k USD":                              "E434",
		"a.share=0.1..0.9":                                 "E434",
		"a.repair=30 min..2 h/30 min":                      "E434",
		"a.count=1..1000000":                               "E435",
		"a.count=1..100000":                                "E435?",
		"a.count=1..1000*1.000001":                         "E435",
		"a.count+fleets.a.count=3,6":                       "E436",
	} {
		v, err := ParseVary(arg)
		if strings.HasSuffix(want, "?") {
			if err != nil || len(v.Values) != maxVaried {
				t.Errorf("%s: %d values, %v", arg, len(v.Values), err)
			}
			continue
		}
		if strings.HasPrefix(want, "E4") {
			if err == nil || !strings.Contains(err.Error(), "error["+want+"]") || !strings.Contains(err.Error(), "^") || !strings.Contains(err.Error(), "--> --vary:1:") {
				t.Errorf("%s: %v, want %s", arg, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", arg, err)
		} else if got := strings.Join(v.Values, "|"); got != want {
			t.Errorf("%s: %s, want %s", arg, got, want)
		}
	}
}

// TestVaryHelp follows what the errors propose.
func TestVaryHelp(t *testing.T) {
	for _, arg := range []string{
		"a.count=28..20/2", "a.price=30 USD..10 USD/5 USD", "a.count=20..28/0", "a.count=20..28/-2", "a.price=8k..10k USD", "a.price=8k USD..10k USD/20k USD", "a.count=0..28*2",
		"a.rate=2/year..4/year", "a.share=0.1..0.9", "a.share=90 %..99 %", "a.count=1..1000*1.000001", "a.count=20..28/",
	} {
		_, err := ParseVary(arg)
		if err == nil {
			t.Errorf("%s: no error", arg)
			continue
		}
		m := proposal.FindStringSubmatch(err.Error())
		if m == nil {
			t.Errorf("%s: %v", arg, err)
			continue
		}
		help := m[1]
		if v, err := ParseVary("a.b=" + help); err != nil || len(v.Values) < 2 {
			t.Errorf("%s proposes %s: %v %v", arg, help, v.Values, err)
		}
	}
}

var proposal = regexp.MustCompile(`(?:write|steps:) ([^;,\n]*\.\.[^;,\n]*)`)

func TestVaried(t *testing.T) {
	a, b := Vary{Path: "a.count+b.count"}, Vary{Path: "fleets.b.count"}
	err := Varied([]Vary{a, b}, []string{"a.count+b.count=3,4", "fleets.b.count=3,4"})
	if err == nil || !strings.Contains(err.Error(), "E436") || !strings.Contains(err.Error(), "--vary:1:1") {
		t.Error(err)
	}
	if got := a.Paths(); !slices.Equal(got, []string{"a.count", "b.count"}) {
		t.Error(got)
	}
	a.Values = []string{"3", "4"}
	if got := a.Set(1); !slices.Equal(got, []string{"a.count=4", "b.count=4"}) {
		t.Error(got)
	}
}
