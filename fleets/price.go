package fleets

import "github.com/capplan/capplan/model"

// price reads money, or {value: …}.
func (o *object) price(key string, k *kind) model.Price {
	p, _ := o.r.priceOf(o.get(key), o.sub(key), k)
	return p
}

// priceOf reads a price; per is what its unit says behind the currency.
func (r *reader) priceOf(n *node, path string, k *kind) (p model.Price, per string) {
	if n == nil || n.shape != mapShape {
		p.Money, per = r.price(n, path, k)
		return p, per
	}
	o := r.object(n, path, "a price", "as_of trend volume discount source")
	p.Money, per = r.price(o.get("value"), o.sub("value"), k)
	if o.get("value") == nil {
		o.missing("value", "write `{value: "+k.example+"}`")
	}
	o.done()
	return p, per
}
