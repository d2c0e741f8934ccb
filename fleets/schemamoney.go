package fleets

import "strings"

var rentForm = oneOf(aPriced(aRental), obj("a rent"))

// anyMoney is the value of a price, whose unit its place says.
var anyMoney = pattern(`^\s*`+numberRE+`\s*([A-Z]{3}|\.\.|\(|±)`, "9k USD (7k..12k)", "0.11 USD/kWh")

var moneyShapes = []objectShape{
	{what: "a price", text: "A price with what is known of it.", keys: []keyShape{
		key("value", anyMoney, "the price"),
		key("as_of", aDate, "the day that it is of"),
		valued("trend", aGrowth, "how it moves a year"),
		valued("discount", aDiscount, "that is given"),
		key("volume", byKey(`^[0-9]+$`, value(aDiscount)), "discount from so many on: {100: 10 %, 1000: 25 %}"),
		key("source", anyText, "where it is from"),
	}},
	{what: "a rent", text: "A rent, on demand and reserved.", keys: []keyShape{
		key("price", aPriced(aRental), "on demand"), key("reserved", obj("reserved"), "what is reserved of it"),
	}},
	{what: "reserved", text: "A part that is reserved.", keys: []keyShape{
		valued("share", aShare, "of the machines"), valued("discount", aDiscount, "for them"), valued("term", aTerm, "for how long"),
	}},
	{what: "network", text: "A network paid by the byte.", keys: []keyShape{
		valued("per_request", aData, "of a request"), costing("price", perByte, "of data"),
	}},
	{what: "a licence", text: "What software is licensed for.", keys: []keyShape{
		key("product", oneOf(pattern(`^catalog:`, "catalog:oracle-ee"), aPriced(aLicence), anyText), "catalog:ID, or a price"),
		key("name", anyText, "what it is called"),
		key("price", aPriced(aLicence), "of one"),
		key("per", anEnum(licencePer), "what is counted"),
		worded("kind", "perpetual subscription term", "bought, by the year, or for a term"),
		valued("term", aTerm, "after which it is paid again"),
		valued("users", aNumber, "of a licence per user"),
		valued("factor", aNumber, "of what is counted"),
		valued("discount", aDiscount, "that is given"),
		valued("support", aYearly, "of the price after discount"),
		worded("units", "all active", "whether units that wait count"),
	}},
	{what: "finance", text: "What turns prices into costs.", keys: []keyShape{
		valued("discount_rate", aRate, "a year, of present values; default 0 %"),
		valued("cost_of_capital", aRate, "a year, of level payments; default the discount rate"),
		valued("inflation", aTrend, "a year; default 0 %"),
		key("month", value(aSpan), "how long one is; default 730 h"),
		costing("salary", perYear, "of who has none of their own"),
		worded("fiscal_year", strings.Join(monthNames, " "), "the month in which a year begins"),
		key("depreciation", obj("depreciation"), "how machines lose their price"),
		worded("residual", "book none", "what is left of machines at the horizon's end"),
		key("tax", obj("tax"), "value-added tax"),
	}},
	{what: "depreciation", text: "How machines lose their price.", keys: []keyShape{
		worded("method", "straight-line", "by the same amount each month"),
		valued("life", aLife, "of machines without their own"),
		valued("salvage", aSalvage, "share of the price left at its end"),
	}},
	{what: "tax", text: "Value-added tax.", keys: []keyShape{
		valued("vat", aVAT, "its rate"), key("recoverable", truth, "whether it comes back"),
	}},
	{what: "a site", text: "Where hardware stands.", based: true, keys: []keyShape{
		key("rental", rentForm, "machine and place are rented"),
		costing("energy_price", perKWh, "of electricity"),
		worded("energy", "included", "it is in the rent"),
		valued("pue", aNumber, "power of the building ÷ power of machines"),
		key("space", aPriced(aSpace), "per rack, U or kW"),
		key("rack", obj("rack"), "what a rack holds"),
		key("limit", obj("a limit"), "what it has room for"),
		key("facility", obj("a facility"), "a building of one's own"),
		valued("grid_carbon", aGrid, "of its electricity"),
		key("network", networkForm, "money a year, or by the byte"),
	}},
	{what: "rack", text: "What a rack holds.", keys: []keyShape{
		valued("size", aSize, "rack units; default 42 U"), valued("power", aPower, "of machines; default no limit"),
	}},
	{what: "a limit", text: "What a site has room for.", keys: []keyShape{
		key("racks", value(aCount), "most of them"), valued("power", aPower, "of machines, at most"),
	}},
	{what: "a facility", text: "A building of one's own.", keys: []keyShape{
		key("price", oneOf(aPriced(perWatt), named(aPriced(perWatt))), "of building it, or {name: money/W}"),
		valued("life", aLife, "how long it is used"),
		costing("opex", perWattYear, "of running it"),
		valued("occupancy", anOccupancy, "of its power that machines use"),
	}},
}
