package fleets

import "strings"

// currencies are the ISO 4217 codes in use, and those a plan about the past needs.
var currencies = strings.Fields(`
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK
NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD
XOF XPF YER ZAR ZMW ZWL DEM FRF ITL ATS NLG BEF ESP FIM IEP PTE GRD`)

var isoCodes = func() map[string]bool {
	m := make(map[string]bool, len(currencies))
	for _, c := range currencies {
		m[c] = true
	}
	return m
}()

func isCurrency(code string) bool { return isoCodes[code] }

// currencyOf names the currency a sign or a habit most likely means.
func currencyOf(s string) string {
	switch strings.ToUpper(s) {
	case "$", "US$", "DOLLAR", "DOLLARS":
		return "USD"
	case "€", "EURO", "EUROS":
		return "EUR"
	case "£":
		return "GBP"
	case "¥", "RMB", "YUAN":
		return "CNY"
	}
	if c := strings.ToUpper(s); isCurrency(c) {
		return c
	}
	return nearest(strings.ToUpper(s), currencies)
}

// currencyProblem says what is wrong with the currency of an amount.
func (r *reader) currencyProblem(k *kind, l *literal, currency string) *problem {
	number := l.digits + l.suffix
	p := &problem{code: "E014", off: l.off, width: l.width}
	if l.unit != "" {
		p.off, p.width = l.unitOff, len([]rune(l.unit))
	}
	switch {
	case isCurrency(currency):
		return nil
	case currency == "":
		p.code, p.message, p.label = "E010", "money without its currency", k.name+" such as "+k.example
		c := r.plan.Currency
		if c == "" {
			c = "USD"
		}
		p.help = "write " + k.spell(number, c)
		if l.unit != "" {
			p.help = "write " + number + " " + c + l.unit
		}
	case len(currency) == 4 && strings.ContainsAny(currency[:1], "kMGT") && isCurrency(currency[1:]):
		p.message, p.help = "unknown currency "+currency, "write "+number+currency[:1]+" "+currency[1:]
	case knownUnit(l.unit):
		p.code, p.message, p.label, p.help = "E011", l.unit+" where "+k.name+" is needed", "such as "+k.example, ""
	default:
		p.message, p.label = "unknown currency "+currency, "an ISO 4217 code is needed"
		if c := currencyOf(currency); c != "" {
			p.help = "write " + number + " " + c + l.unit[len(currency):]
		}
	}
	return p
}
