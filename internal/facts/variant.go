package facts

import (
	"reflect"
	"strings"
)

// Print spells all that a fact says, places and symbols by their names, so that
// facts that were read in different ways can be compared. It is for comparison
// only: secrets are not redacted.
func Print(f Fact) string {
	e := encoder{redact: NewRedactor(nil)}
	e.value(reflect.ValueOf(f))
	return string(e.buf)
}

// IDs lists the ids that a fact holds: its own, those of its parts, and those
// of the facts that it refers to.
func IDs(f Fact) []ID {
	var out []ID
	visitIDs(reflect.ValueOf(f), func(v reflect.Value) { out = append(out, ID(v.String())) })
	return out
}

// Rename changes the id of a fact, and with it the ids of its parts, and the
// ids that it refers to as the map says.
func Rename(f Fact, own ID, others map[ID]ID) {
	old := f.FactBase().ID
	visitIDs(reflect.ValueOf(f), func(v reflect.Value) {
		id := ID(v.String())
		part, isPart := strings.CutPrefix(string(id), string(old))
		switch to, named := others[id]; {
		case id == old:
			v.SetString(string(own))
		case named:
			v.SetString(string(to))
		case isPart:
			v.SetString(string(own) + part)
		}
	})
}

func visitIDs(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visitIDs(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visitIDs(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				visitIDs(v.Field(i), visit)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[ID]() && v.String() != "" {
			visit(v)
		}
	}
}
