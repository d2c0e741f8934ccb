package fuzzing

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// Storm is the variable of the environment that says how often each seed is changed at
// random when a target runs as a test. Go's fuzzer looks for inputs that reach new code,
// and pays for it with each one; a storm over what it found only counts.
const Storm = "CAPPLAN_STORM"

// asked is what a storm asks now.
var asked atomic.Pointer[[]reflect.Value]

// Run is f.Fuzz, with a storm where one is asked for.
func Run(f *testing.F, target any) {
	f.Helper()
	each, _ := strconv.Atoi(os.Getenv(Storm))
	if each <= 0 {
		f.Fuzz(target)
		return
	}
	var ran atomic.Int64
	var pool [][]reflect.Value
	fn := reflect.ValueOf(target)
	f.Cleanup(func() { fmt.Printf("storm: %d executions on %d seeds\n", ran.Load(), len(pool)) })
	f.Fuzz(reflect.MakeFunc(fn.Type(), func(args []reflect.Value) []reflect.Value {
		pool = append(pool, args)
		w := weather{rand.New(rand.NewPCG(uint64(len(pool)), 1))}
		call := func(in []reflect.Value) {
			fine := false
			defer func() {
				if !fine {
					args[0].Interface().(testing.TB).Logf("the input: %s", shown(in[1:]))
				}
			}()
			now := in[1:]
			asked.Store(&now)
			fn.Call(in)
			fine = !args[0].Interface().(testing.TB).Failed()
			ran.Add(1)
		}
		call(args)
		for range each {
			call(w.change(args, pool[w.IntN(len(pool))]))
		}
		return nil
	}).Interface())
}

func shown(in []reflect.Value) string {
	var parts []string
	for _, v := range in {
		if v.Kind() == reflect.Slice {
			v = reflect.ValueOf(string(v.Bytes()))
		}
		if v.Kind() == reflect.String {
			parts = append(parts, strconv.Quote(v.String()))
		} else {
			parts = append(parts, text(v))
		}
	}
	return strings.Join(parts, ", ")
}

func text(v reflect.Value) string {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return "?"
}

// weather changes inputs.
type weather struct{ *rand.Rand }

// change returns a seed changed at random, with parts of another.
func (w weather) change(seed, other []reflect.Value) []reflect.Value {
	out := append([]reflect.Value{}, seed...)
	for i := 1; i < len(out); i++ {
		if len(out) > 2 && w.IntN(2) == 0 {
			continue
		}
		v := reflect.New(out[i].Type()).Elem()
		switch k := v.Kind(); {
		case k == reflect.String:
			v.SetString(string(w.bytes([]byte(seed[i].String()), []byte(other[i].String()))))
		case k == reflect.Slice:
			v.SetBytes(w.bytes(append([]byte{}, seed[i].Bytes()...), other[i].Bytes()))
		case k == reflect.Bool:
			v.SetBool(w.IntN(2) == 0)
		case v.CanUint():
			v.SetUint(w.Uint64() & (1<<(8*v.Type().Size()) - 1))
		case v.CanInt():
			v.SetInt(int64(w.Uint64()) >> w.IntN(64))
		}
		out[i] = v
	}
	return out
}

// odd are texts that readers trip over.
var odd = []string{
	"", " ", "\n", "\t", ":", ": ", "- ", "{", "}", "[", "]", ",", ";", "\"", "'", "#", "&a ", "*a", "|", ">", "%", "!", "\x00", "\xff", "\u00a0", "\ufeff", "é", "±", "..", "(", ")", "@", "=",
	"0", "-1", "1", "1e308", "-1e308", "1e-308", "1e100", "1e50", "9223372036854775808", "4294967296", "0.1", "1e", "NaN", "Inf", "null", "~", "true", "never", " %", " USD", " h", "/year", " req/s", "k", "M", "GiB", "2027-01", "catalog:", "base", "x_",
}

func (w weather) bytes(b, other []byte) []byte {
	for range 1 + w.IntN(4) {
		at := w.IntN(len(b) + 1)
		to := at + w.IntN(min(len(b)-at, 1+w.IntN(20))+1)
		switch w.IntN(7) {
		case 0: // cut out
			b = append(b[:at], b[to:]...)
		case 1: // twice
			b = splice(b, at, at, b[at:to])
		case 2, 3: // a word
			b = splice(b, at, to, []byte(odd[w.IntN(len(odd))]))
		case 4: // a part of another
			if from := w.IntN(len(other) + 1); from < len(other) {
				b = splice(b, at, to, other[from:from+w.IntN(min(len(other)-from, 40)+1)])
			}
		case 5: // a byte
			if at < len(b) {
				b[at] ^= 1 << w.IntN(8)
			}
		case 6: // a digit
			if at < len(b) {
				b[at] = '0' + byte(w.IntN(10))
			}
		}
	}
	return b
}

func splice(b []byte, from, to int, with []byte) []byte {
	out := make([]byte, 0, len(b)+len(with))
	return append(append(append(out, b[:from]...), with...), b[to:]...)
}
