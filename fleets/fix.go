package fleets

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// fix is the help for a number without its unit: the number with the unit of the kind's
// example. What the kind cannot hold is not offered.
func (k *kind) fix(l *literal, unit, currency string) string {
	v, _ := l.value(0)
	if v == 0 && !k.zero && k.scale != model.Linear {
		return "more than 0 is needed, such as " + k.example
	}
	number := l.digits + l.suffix
	wanted := "write " + k.spell(number, currency)
	if names := k.names(); len(names) > 1 {
		wanted += "; units: " + list(names)
	}
	as, _ := parseLiteral(k.example, 0)
	if !strings.HasPrefix(as.unit, "%") || unit != "" {
		return wanted
	}
	times100 := strings.TrimSuffix(percent(v), "%") + as.unit
	switch {
	case v > 0 && v <= 1:
		return "write " + times100 + ", or " + spaced(number, as.unit)
	case v > 1 && v < 2 && k.max == 0: // a multiple, of what may be more than the whole
		return "write " + times100 + ", or " + spaced(number, as.unit)
	}
	return wanted
}

// instead is the help for a number with a unit that measures something else: its units,
// or where such a value belongs. The number is not carried over into another dimension,
// where it would be wrong and load; percent and plain numbers are one.
func (k *kind) instead(l *literal, unit string) string {
	v, _ := l.value(0)
	plain := has(k.units, "") && !k.money
	if i := indexOf([]string{"Ki", "Mi", "Gi", "Ti"}, unit); i >= 0 && plain {
		return "write " + strconv.FormatFloat(v*float64(int64(1)<<(10*(i+1))), 'f', -1, 64)
	}
	if unit == "%" && plain && !k.whole && k != limitNumber {
		return "write " + strconv.FormatFloat(v/100, 'g', 6, 64)
	}
	if k.elsewhere != nil {
		if help := k.elsewhere(l.digits+l.suffix, l.unit); help != "" {
			return help
		}
	}
	if names := k.names(); len(names) > 1 {
		return "its units: " + list(names)
	}
	return ""
}

// completes returns the kind's unit that a written one begins, such as %/year after %;
// empty where there is none.
func (k *kind) completes(unit string) string {
	if unit == "" {
		return ""
	}
	example, _ := parseLiteral(k.example, 0)
	whole := example.unit
	if k.money {
		whole, _ = cut(whole)
	}
	for _, u := range append([]string{whole}, k.names()...) {
		if strings.HasPrefix(u, unit+"/") {
			return u
		}
	}
	return ""
}

// spell writes a number with the unit of the kind's example.
func (k *kind) spell(number, currency string) string {
	example, _ := parseLiteral(k.example, 0)
	unit := example.unit
	if k.money {
		unit, _ = cut(unit)
		number += " " + currency
	}
	if unit == "" {
		return strings.TrimSpace(number)
	}
	return spaced(number, unit)
}

// inMoney reports whether a unit is of an amount.
func inMoney(unit string) bool {
	_, currency := cut(unit)
	return isCurrency(currency)
}

func toRecurring(_, unit string) string {
	if !inMoney(unit) {
		return ""
	}
	return "it is a percentage of the price, such as 12 %/year; a sum by the year stands under recurring of the fleet"
}

func ofPrice(_, unit string) string {
	if !inMoney(unit) {
		return ""
	}
	return "it is a share of the price, such as 5 %"
}

func byTheByte(number, unit string) string {
	if rest, _ := cut(unit); !has(perByte.units, rest) {
		return ""
	}
	return "write `network: {per_request: 20 kB, price: " + spaced(number, unit) + "}`, with the bytes that a request of yours moves"
}
