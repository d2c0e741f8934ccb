package decide

import (
	"bufio"
	"encoding/binary"
	"errors"
	"math"
	"reflect"

	"github.com/capplan/capplan/model"
)

// A lane is one figure of every trial, or of the first ones: what a run keeps of them.
type lane struct {
	len  func() int
	cut  func(n int)                           // drops all but the first n trials
	put  func(b []byte, t int) []byte          // appends a trial
	take func(from *bufio.Reader, t int) error // reads one
	wipe func()                                // makes all what none has written to
	size int                                   // bytes of one, without what it points to
}

// errLane says that what is read is no lane of this run.
var errLane = errors.New("no trials of this run")

// lanes finds what trials write by the types of columns, so that a new column cannot be
// forgotten. Their order follows from the plan and the options.
func (r *run) lanes() []lane {
	var out []lane
	for _, root := range []any{&r.sheets, &r.twins, &r.draws, &r.moments, &r.survivals, &r.shortfalls} {
		out = gather(out, reflect.ValueOf(root).Elem())
	}
	return out
}

var own = reflect.TypeFor[run]().PkgPath()

func gather(out []lane, v reflect.Value) []lane {
	v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem() // a field, also one that is not exported
	switch p := v.Addr().Interface().(type) {
	case *column:
		return append(out, laneOf((*[]float64)(p), putFloat, takeFloat))
	case *[][]float64:
		return append(out, laneOf(p, putFloats, takeFloats))
	case *[]string:
		return append(out, laneOf(p, putString, takeString))
	case *[]bool:
		return append(out, laneOf(p, putBool, takeBool))
	case *[][2]model.Method:
		return append(out, laneOf(p, putMethods, takeMethods))
	case *[]wrongPart:
		return append(out, laneOf(p, putWrong, takeWrong))
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().PkgPath() == own {
			out = gather(out, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = gather(out, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().PkgPath() == own {
				out = gather(out, v.Field(i))
			}
		}
	}
	return out
}

func laneOf[T any](s *[]T, put func([]byte, T) []byte, take func(*bufio.Reader) (T, error)) lane {
	return lane{
		len: func() int { return len(*s) },
		cut: func(n int) { *s = (*s)[:min(n, len(*s))] },
		put: func(b []byte, t int) []byte { return put(b, (*s)[t]) },
		take: func(from *bufio.Reader, t int) (err error) {
			(*s)[t], err = take(from)
			return err
		},
		wipe: func() { clear(*s) },
		size: int(reflect.TypeFor[T]().Size()),
	}
}

func putFloat(b []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
}

func takeFloat(r *bufio.Reader) (float64, error) {
	b, err := r.Peek(8)
	if err != nil {
		return 0, errLane
	}
	x := math.Float64frombits(binary.LittleEndian.Uint64(b))
	_, err = r.Discard(8)
	return x, err
}

func putFloats(b []byte, v []float64) []byte {
	b = binary.AppendUvarint(b, uint64(len(v)))
	for _, x := range v {
		b = putFloat(b, x)
	}
	return b
}

func takeFloats(r *bufio.Reader) ([]float64, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, errLane
	}
	var v []float64
	for range n { // grows by what is there, whatever n says
		x, err := takeFloat(r)
		if err != nil {
			return nil, err
		}
		v = append(v, x)
	}
	return v, nil
}

func putString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// longestName is the most bytes of a name that trials write.
const longestName = 1 << 16

func takeString(r *bufio.Reader) (string, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil || n > longestName {
		return "", errLane
	}
	b := make([]byte, n)
	for i := range b {
		if b[i], err = r.ReadByte(); err != nil {
			return "", errLane
		}
	}
	return string(b), nil
}

func putBool(b []byte, x bool) []byte {
	if x {
		return append(b, 1)
	}
	return append(b, 0)
}

func takeBool(r *bufio.Reader) (bool, error) {
	b, err := r.ReadByte()
	if err != nil || b > 1 {
		return false, errLane
	}
	return b == 1, nil
}

func putMethods(b []byte, m [2]model.Method) []byte { return append(b, byte(m[0]), byte(m[1])) }

func takeMethods(r *bufio.Reader) (m [2]model.Method, err error) {
	for i := range m {
		b, err := r.ReadByte()
		if err != nil || b > byte(model.MonteCarlo) {
			return m, errLane
		}
		m[i] = model.Method(b)
	}
	return m, nil
}

func putWrong(b []byte, w wrongPart) []byte {
	for _, x := range []float64{w.wrong, w.each, w.executions, w.rejected, w.detection, w.count} {
		b = putFloat(b, x)
	}
	return b
}

func takeWrong(r *bufio.Reader) (w wrongPart, err error) {
	for _, x := range []*float64{&w.wrong, &w.each, &w.executions, &w.rejected, &w.detection, &w.count} {
		if *x, err = takeFloat(r); err != nil {
			return w, err
		}
	}
	return w, nil
}
