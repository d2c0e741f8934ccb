package fleets

import (
	"sort"
	"strings"

	"github.com/capplan/capplan/model"
)

// A conv turns a written number into the unit of a field:
// number · 10^exp · factor · month^months.
type conv struct {
	exp    int
	factor float64
	months int    // power of the length of a month in hours
	per    string // what a price is per, where that is part of the unit
}

// A kind is what a value measures.
type kind struct {
	name    string // "a duration", for messages
	example string
	units   map[string]conv // behind the currency, where money
	money   bool
	scale   model.Scale
	zero    bool    // may be 0
	min     float64 // least value of a Linear kind
	max     float64 // largest value; 0: none
	whole   bool
	certain bool   // takes no range
	code    string // of a value that is too small; empty: E015
	counted bool   // a price of one of something that is bought by number

	over, less, none string // what is said of a value above max, below 0, and of 0
	paid             string // of a value above max, in help: what such a one would mean

	elsewhere func(number, unit string) string // where a unit that the kind does not take belongs; nil: nowhere
}

func is(factor float64) conv { return conv{factor: factor} }

var durationUnits = map[string]conv{
	"y": is(8760), "year": is(8760), "years": is(8760), "month": {factor: 1, months: 1}, "months": {factor: 1, months: 1},
	"w": is(168), "d": is(24), "h": is(1), "min": is(1. / 60), "s": is(1. / 3600), "ms": {exp: -3, factor: 1. / 3600},
}

var frequencyUnits = map[string]conv{
	"/y": is(1. / 8760), "/year": is(1. / 8760), "/month": {factor: 1, months: -1}, "/w": is(1. / 168), "/d": is(1. / 24), "/h": is(1), "%/year": {exp: -2, factor: 1. / 8760},
}

// perTime spells the units of money per something and time, per year.
func perTime(per ...string) map[string]conv {
	m := map[string]conv{}
	for _, p := range per {
		path := ""
		if p != "" {
			path = "/" + p
		}
		m[path+"/year"] = conv{factor: 1, per: p}
		m[path+"/y"] = conv{factor: 1, per: p}
		m[path+"/month"] = conv{factor: 12, per: p}
	}
	return m
}

// rentUnits are those of rents; per nothing they are of all machines together.
func rentUnits() map[string]conv {
	m := perTime("server", "rack", "kW")
	for u, c := range perTime("") {
		c.per = "month"
		m[u] = c
	}
	return m
}

// errorUnits are those of a frequency, and chances per calculation.
func errorUnits() map[string]conv {
	m := map[string]conv{"/calculation": {factor: 1, per: "calculation"}}
	for u, c := range frequencyUnits {
		m[u] = c
	}
	delete(m, "%/year") // of units, not of results
	return m
}

// bytesPer spells the units of data, or of data per something.
func bytesPer(per string) map[string]conv {
	m := map[string]conv{"B" + per: is(1)}
	for i, p := range []string{"k", "M", "G", "T", "P"} {
		m[p+"B"+per] = conv{exp: 3 * (i + 1), factor: 1}
	}
	for i, p := range []string{"Ki", "Mi", "Gi", "Ti", "Pi"} {
		m[p+"B"+per] = is(float64(int64(1) << (10 * (i + 1))))
	}
	return m
}

// Kinds of values. Positive quantities and rates are drawn on the log scale,
// shares on the logit scale, what may be negative on the linear one.
var (
	aNumber    = &kind{name: "a number", example: "1.5", units: map[string]conv{"": is(1)}, scale: model.Log}
	aHead      = &kind{name: "a number", example: "8", units: map[string]conv{"": is(1)}, zero: true, scale: model.Log}
	aFactor    = &kind{name: "a multiple", example: "2.5", units: map[string]conv{"": is(1)}, zero: true, scale: model.Log}
	aVariation = &kind{name: "a coefficient of variation", example: "1.2", units: map[string]conv{"": is(1)}, zero: true, scale: model.Log}
	aShape     = &kind{name: "a parameter of a law", example: "1.5", units: map[string]conv{"": is(1)}, scale: model.Log, code: "E028"}
	aCount     = &kind{name: "a whole number", example: "24", units: map[string]conv{"": is(1)}, whole: true, certain: true, scale: model.Log}
	aStock     = &kind{name: "a whole number", example: "3", units: map[string]conv{"": is(1)}, whole: true, certain: true, zero: true, scale: model.Log}
	anyNumber  = &kind{name: "a number", example: "0.6", units: map[string]conv{"": is(1), "%": {exp: -2, factor: 1}}, scale: model.Linear, min: -1e300, certain: true}

	aShare    = &kind{name: "a share", example: "60 %", units: map[string]conv{"%": {exp: -2, factor: 1}}, scale: model.Logit, zero: true, max: 1}
	anError   = &kind{name: "a rate of wrong results", example: "1e-15/calculation", units: errorUnits(), scale: model.Log, zero: true}
	aVoter    = &kind{name: "a number of copies", example: "3", units: aCount.units, whole: true, certain: true, scale: model.Log}
	aDefect   = &kind{name: "a share of units", example: "3.61/10k", units: map[string]conv{"%": {exp: -2, factor: 1}, "/1k": {exp: -3, factor: 1}, "/10k": {exp: -4, factor: 1}, "/100k": {exp: -5, factor: 1}, "/1M": {exp: -6, factor: 1}}, scale: model.Logit, zero: true, max: 1}
	aWrong    = &kind{name: "a chance per request", example: "1e-9/request", units: map[string]conv{"/request": is(1), "/req": is(1)}, scale: model.Log, zero: true, max: 1}
	aHeadroom = &kind{name: "a headroom", example: "20 %", units: aShare.units, scale: model.Log, zero: true}
	aNoise    = &kind{name: "a spread of days", example: "10 %", units: aShare.units, scale: model.Log, zero: true}
	aGrowth   = &kind{name: "a growth", example: "25 %/year", units: map[string]conv{"%/year": {exp: -2, factor: 1}, "%/y": {exp: -2, factor: 1}}, scale: model.Linear, min: -1}
	aRate     = &kind{name: "a yearly rate", example: "10 %", units: map[string]conv{"%": {exp: -2, factor: 1}, "%/year": {exp: -2, factor: 1}}, scale: model.Log, zero: true}
	aTrend    = &kind{name: "a yearly rate", example: "3 %", units: aRate.units, scale: model.Linear, min: -1}
	aYearly   = &kind{name: "a percentage a year", example: "12 %/year", units: map[string]conv{"%/year": {exp: -2, factor: 1}}, scale: model.Log, zero: true, elsewhere: toRecurring}
	anAFR     = &kind{name: "an annual failure rate", example: "8 %", units: map[string]conv{"%": {exp: -2, factor: 1}, "%/year": {exp: -2, factor: 1}}, scale: model.Log, zero: true}
	aDuration = &kind{name: "a duration", example: "24 h", units: durationUnits, scale: model.Log, zero: true}
	aSpan     = &kind{name: "a duration", example: "24 h", units: durationUnits, scale: model.Log}
	aFreq     = &kind{name: "a frequency", example: "2/year", units: frequencyUnits, scale: model.Log, zero: true}
	aLoad     = &kind{name: "a rate of requests", example: "1200 req/s", units: map[string]conv{"req/s": is(1), "tps": is(1), "tpmC": is(1. / 60)}, scale: model.Log, zero: true}
	aPower    = &kind{name: "a power", example: "450 W", units: map[string]conv{"W": is(1), "kW": is(1e3), "MW": is(1e6)}, scale: model.Log, zero: true}
	aSize     = &kind{name: "a size in a rack", example: "2 U", units: map[string]conv{"U": is(1)}, scale: model.Log}

	aMass   = &kind{name: "a mass of carbon dioxide", example: "1200 kg", units: map[string]conv{"kg": is(1), "t": is(1e3), "g": is(1e-3)}, scale: model.Log, zero: true}
	aGrid   = &kind{name: "carbon dioxide of electricity", example: "0.9 kg/kWh", units: map[string]conv{"kg/kWh": is(1), "g/kWh": is(1e-3), "kg/MWh": is(1e-3), "t/MWh": is(1)}, scale: model.Log, zero: true}
	aLabour = &kind{name: "a time of work", example: "2 h", units: durationUnits, scale: model.Log, zero: true}

	aDiscount   = &kind{name: "a discount", example: "40 %", units: aShare.units, scale: model.Logit, zero: true, max: 1, over: "a discount above 100 %", less: "a discount of less than nothing", paid: "100 %% gives it away; %s would pay you"}
	aSalvage    = &kind{name: "a salvage", example: "5 %", units: aShare.units, scale: model.Logit, zero: true, max: 1, over: "a salvage above the price", less: "a negative salvage", paid: "100 %% loses nothing with age; %s would gain by it", elsewhere: ofPrice}
	anOccupancy = &kind{name: "an occupancy", example: "80 %", units: aShare.units, scale: model.Logit, max: 1}
	aVAT        = &kind{name: "a tax", example: "17 %", units: aShare.units, scale: model.Log, zero: true}
	aWarranty   = &kind{name: "a duration", example: "3 y", units: durationUnits, scale: model.Log, zero: true}
	aTerm       = &kind{name: "a duration", example: "3 y", units: durationUnits, scale: model.Log}
	aLife       = &kind{name: "a life", example: "5 y", units: durationUnits, scale: model.Log, none: "a useful life of zero"}

	aData  = &kind{name: "an amount of data", example: "8 TB", units: bytesPer(""), scale: model.Log}
	aSpeed = &kind{name: "a bandwidth", example: "50 MB/s", units: bytesPer("/s"), scale: model.Log}

	aPrice      = &kind{name: "a price", example: "14k USD", units: map[string]conv{"": is(1)}, money: true, scale: model.Log, zero: true, counted: true}
	anAmount    = &kind{name: "a price", example: "14k USD", units: aPrice.units, money: true, scale: model.Log, zero: true}
	perKWh      = &kind{name: "a price of energy", example: "0.11 USD/kWh", units: map[string]conv{"/kWh": is(1), "/MWh": is(1e-3)}, money: true, scale: model.Log, zero: true}
	perYear     = &kind{name: "money a year", example: "5k USD/year", units: perTime(""), money: true, scale: model.Log, zero: true}
	aNetwork    = &kind{name: "money a year", example: "5k USD/year", units: perTime(""), money: true, scale: model.Log, zero: true, elsewhere: byTheByte}
	aSpace      = &kind{name: "a price of space", example: "9k CNY/rack/year", units: perTime("rack", "U", "kW"), money: true, scale: model.Log, zero: true, counted: true}
	perWatt     = &kind{name: "a price of a building", example: "15 USD/W", units: map[string]conv{"/W": is(1), "/kW": is(1e-3), "/MW": is(1e-6)}, money: true, scale: model.Log, zero: true}
	perWattYear = &kind{name: "a price of running a building", example: "0.04 USD/W/month", units: map[string]conv{"/W/month": is(12), "/W/year": is(1), "/kW/month": is(12e-3), "/kW/year": is(1e-3)}, money: true, scale: model.Log, zero: true}
	perByte     = &kind{name: "a price of data", example: "0.5 CNY/GB", units: map[string]conv{"/MB": is(1e-6), "/GB": is(1e-9), "/TB": is(1e-12), "/GiB": is(1. / (1 << 30)), "/TiB": is(1. / (1 << 40))}, money: true, scale: model.Log, zero: true}
	aRental     = &kind{name: "a rent", example: "14k CNY/server/year", units: rentUnits(), money: true, scale: model.Log, zero: true, counted: true}
	perRequest  = &kind{name: "money a request", example: "0.004 CNY/request", units: map[string]conv{"/request": is(1), "/req": is(1)}, money: true, scale: model.Log, zero: true}
	perReqYear  = &kind{name: "a price", example: "0.0001 CNY/request", units: map[string]conv{"/request": {factor: 1, per: "request"}, "/year": {factor: 1, per: "year"}, "/month": {factor: 12, per: "year"}}, money: true, scale: model.Log, zero: true}
	aLicence    = &kind{name: "a price", example: "47.5k USD", units: map[string]conv{"": {factor: 1}, "/year": {factor: 1, per: "year"}, "/month": {factor: 12, per: "year"}}, money: true, scale: model.Log, zero: true, counted: true}
	aPerSec     = &kind{name: "a rate of requests", example: "900 tps", units: aLoad.units, scale: model.Log}
)

var everyKind = []*kind{aShare, aGrowth, aDuration, aFreq, aLoad, aPower, aSize, aData, aSpeed, perKWh, perYear, aSpace, aRental, perRequest, perWatt, perWattYear, perByte, aMass, aGrid}

// otherUnits are words of the contract that no kind of this table has.
var otherUnits = []string{"/request", "/calculation"}

// synonyms are units that people write and the format does not.
var synonyms = map[string]string{
	"rps": "req/s", "qps": "req/s", "requests/s": "req/s", "req/sec": "req/s", "/s": "req/s", "TPS": "tps", "tpmc": "tpmC", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
	"minute": "min", "minutes": "min", "mins": "min", "sec": "s", "second": "s", "seconds": "s", "day": "d", "days": "d", "week": "w", "weeks": "w", "yr": "y", "yrs": "y", "a": "y", "mo": "months",
	"percent": "%", "pct": "%", "RMB": "CNY", "watt": "W", "watts": "W", "kw": "kW", "KW": "kW", "u": "U", "H": "h", "/yr": "/year", "/a": "/year", "/hour": "/h", "/day": "/d", "/week": "/w", "per year": "/year",
	"kgCO2": "kg", "kgCO2e": "kg", "kg CO2": "kg", "kg CO2e": "kg", "tCO2": "t", "tCO2e": "t", "t CO2e": "t", "gCO2/kWh": "g/kWh", "gCO2e/kWh": "g/kWh", "kgCO2/kWh": "kg/kWh", "kgCO2e/kWh": "kg/kWh",
}

// names returns the units a kind takes, for a message.
func (k *kind) names() []string {
	var names []string
	for u := range k.units {
		if u != "" && !strings.HasSuffix(u, "/y") && u != "/req" {
			names = append(names, u)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		if len(names[i]) != len(names[j]) {
			return len(names[i]) < len(names[j])
		}
		return names[i] < names[j]
	})
	return names
}

// convert returns how a unit becomes the kind's, and its currency.
func (r *reader) convert(k *kind, l *literal) (conv, string, *problem) {
	unit, currency := l.unit, ""
	p := &problem{off: l.off, width: l.width}
	if k.money {
		unit, currency = cut(unit)
		if c := r.currencyProblem(k, l, currency); c != nil {
			return conv{}, "", c
		}
	}
	if c, ok := k.units[unit]; ok {
		return c, currency, nil
	}
	number := l.digits + l.suffix
	wanted := k.fix(l, unit, currency)
	if l.unit != "" {
		p.off, p.width = l.unitOff, len([]rune(l.unit))
	}
	switch {
	case unit == "" && k.money:
		p.code, p.message, p.label, p.help = "E010", "money without what it is per", k.name+" such as "+k.example, wanted
	case unit == "":
		p.code, p.message, p.label, p.help = "E010", "a number without its unit", k.name+" such as "+k.example, wanted
	case unit == "m":
		p.code, p.message, p.label, p.help = "E012", "m could be minutes or months", "ambiguous", "write "+number+" min or "+number+" months"
	case synonyms[unit] != "" && has(k.units, synonyms[unit]):
		p.code, p.message, p.label, p.help = "E013", "unknown unit "+unit, "", "write "+spaced(number, synonyms[unit])
	case k.completes(unit) != "":
		p.code, p.message, p.label, p.help = "E011", l.unit+" where "+k.name+" is needed", "such as "+k.example, "write "+spaced(number, currency+k.completes(unit))
	case knownUnit(unit) || isCurrency(strings.SplitN(unit, "/", 2)[0]):
		p.code, p.message, p.label, p.help = "E011", l.unit+" where "+k.name+" is needed", "such as "+k.example, k.instead(l, unit)
	default:
		p.code, p.message, p.label, p.help = "E013", "unknown unit "+unit, k.name+" such as "+k.example, k.instead(l, unit)
		if near := nearest(unit, k.names()); near != "" && !k.money {
			p.help = "did you mean " + near + "?"
		}
	}
	return conv{}, "", p
}

func has(m map[string]conv, key string) bool { _, ok := m[key]; return ok }

// spaced puts a blank between a number and a unit that is no fraction.
func spaced(number, unit string) string {
	number = strings.TrimSpace(number)
	if strings.HasPrefix(unit, "/") {
		return number + unit
	}
	return number + " " + unit
}

func knownUnit(unit string) bool {
	for _, k := range everyKind {
		if has(k.units, unit) {
			return true
		}
	}
	for _, u := range otherUnits {
		if u == unit {
			return true
		}
	}
	return false
}

// cut splits a unit of money into what follows the currency, and the currency.
func cut(unit string) (rest, currency string) {
	i := strings.IndexByte(unit, '/')
	if i < 0 {
		return "", unit
	}
	return unit[i:], unit[:i]
}
