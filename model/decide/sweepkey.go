package decide

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/capplan/capplan/model"
)

// A key stands for all of a plan that a figure hangs on: plans of one key have the same
// figure, to the digit.
type key [sha256.Size]byte

// keys returns the keys of the fleets that are answered, by name, and that of the plan.
// What is written where, and in which words, is no part of them.
func keys(p *model.Plan, fleets []string) (byName map[string]key, whole key) {
	shared := digest(p, p.Currency, p.Horizon, p.Finance, p.FX, p.Sites, p.Workloads, p.Dependencies, p.Run, len(p.Unknowns) == 0)
	joint := newDigester(p)
	for _, c := range p.Correlations { // the draws of all that are correlated hang together
		joint.add(p.Unknowns[c.A].Path, p.Unknowns[c.B].Path, c.Rank)
	}
	all := newDigester(p)
	all.add(shared, joint.key(), p.Baseline)
	byName = map[string]key{}
	for i := range p.Fleets {
		k := digest(p, shared, joint.key(), p.Fleets[i])
		all.add(k)
		if wanted(p.Fleets[i].Name, fleets) {
			byName[p.Fleets[i].Name] = k
		}
	}
	for i := range p.Migrations { // which run any of the fleets
		all.add(p.Migrations[i])
	}
	whole = all.key()
	for i := range p.Migrations {
		if wanted(p.Migrations[i].Name, fleets) {
			byName[p.Migrations[i].Name] = digest(p, whole, p.Migrations[i].Name)
		}
	}
	return byName, whole
}

func digest(p *model.Plan, parts ...any) key {
	d := newDigester(p)
	d.add(parts...)
	return d.key()
}

// A digester hashes values of a plan, without their origins.
type digester struct {
	plan *model.Plan
	h    hash.Hash
	buf  []byte
}

func newDigester(p *model.Plan) *digester { return &digester{plan: p, h: sha256.New()} }

func (d *digester) add(parts ...any) {
	for _, p := range parts {
		d.value(reflect.ValueOf(p))
	}
}

func (d *digester) key() (k key) {
	d.h.Write(d.buf)
	d.buf = d.buf[:0]
	copy(k[:], d.h.Sum(nil))
	return k
}

func (d *digester) number(x uint64) {
	d.buf = binary.LittleEndian.AppendUint64(d.buf, x)
	if len(d.buf) > 4096 {
		d.h.Write(d.buf)
		d.buf = d.buf[:0]
	}
}

func (d *digester) text(s string) {
	d.number(uint64(len(s)))
	d.buf = append(d.buf, s...)
}

// value adds a value of any kind; kinds with their lengths, so that no two are written
// the same.
func (d *digester) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		d.number(0)
	case reflect.Bool:
		d.number(map[bool]uint64{false: 0, true: 1}[v.Bool()])
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		d.number(math.Float64bits(v.Float()))
	case reflect.String:
		d.text(v.String())
	case reflect.Pointer, reflect.Interface:
		d.number(map[bool]uint64{false: 1, true: 0}[v.IsNil()])
		if !v.IsNil() {
			d.value(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		d.number(uint64(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		d.entries(v)
	case reflect.Struct:
		d.fields(v)
	default:
		panic("decide: a plan holds a " + v.Kind().String())
	}
}

// entries adds a map in the order of the digests of its keys.
func (d *digester) entries(v reflect.Value) {
	d.number(uint64(v.Len()))
	var all []string
	for i := v.MapRange(); i.Next(); {
		e := newDigester(d.plan)
		e.value(i.Key())
		e.value(i.Value())
		k := e.key()
		all = append(all, string(k[:]))
	}
	slices.Sort(all)
	for _, s := range all {
		d.text(s)
	}
}

var (
	originType   = reflect.TypeFor[model.Origin]()
	quantityType = reflect.TypeFor[model.Quantity]()
	timeType     = reflect.TypeFor[time.Time]()
)

// fields adds a struct. Of an uncertain quantity the path of its unknown counts, which
// names its draws, not its place in the list.
func (d *digester) fields(v reflect.Value) {
	switch v.Type() {
	case originType:
		return
	case timeType:
		for i := range v.NumField() { // wall and ext; plans are in UTC
			if f := v.Field(i); f.Kind() != reflect.Pointer {
				d.value(f)
			}
		}
		return
	case quantityType:
		for i := range v.NumField() {
			switch name := v.Type().Field(i).Name; {
			case name == "Text" || name == "Origin":
			case name == "ID" && v.Field(i).Int() > 0:
				d.text(d.plan.Unknowns[v.Field(i).Int()-1].Path)
			default:
				d.value(v.Field(i))
			}
		}
		return
	}
	for i := range v.NumField() {
		d.value(v.Field(i))
	}
}
