package compare

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// canonical spells what a fact says, without where it is said, what it is
// called in this run, and what it was linked to. Facts with equal spellings say
// the same, whatever their symbols stand for.
func canonical(v any) string {
	var b strings.Builder
	spell(&b, reflect.ValueOf(v))
	return b.String()
}

func spell(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spell(b, v.Elem())
		}
	case reflect.Slice:
		if t := v.Type(); t == reflect.TypeFor[[]facts.ID]() || t == reflect.TypeFor[[]source.Span]() {
			return
		}
		b.WriteByte('[')
		for i := range v.Len() {
			spell(b, v.Index(i))
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case reflect.Struct:
		spellStruct(b, v)
	case reflect.String:
		if v.Type() != reflect.TypeFor[facts.ID]() {
			b.WriteString(strconv.Quote(v.String()))
		}
	case reflect.Bool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int64:
		b.WriteString(strconv.FormatInt(v.Int(), 10))
	}
}

func spellStruct(b *strings.Builder, v reflect.Value) {
	switch x := v.Interface().(type) {
	case facts.Text:
		spellText(b, x)
		return
	case facts.Base:
		b.WriteString(strconv.FormatBool(x.Maybe))
		return
	case facts.Flag:
		b.WriteString(x.Truth.String() + strconv.FormatBool(x.Present) + x.Why)
		return
	case facts.Number:
		b.WriteString(strconv.FormatInt(x.Value, 10) + strconv.FormatBool(x.Known) + strconv.FormatBool(x.Present) + x.Why)
		return
	case facts.Link, source.Span:
		return
	case facts.List:
		if !x.Closed {
			b.WriteString(strconv.Quote(x.At.Text())) // what is not known may be another thing in other words
		}
	}
	b.WriteByte('{')
	for i := range v.NumField() {
		// How many stand before it is nothing that a fact says of itself.
		if f := v.Type().Field(i); f.IsExported() && f.Name != "Index" {
			spell(b, v.Field(i))
			b.WriteByte(';')
		}
	}
	b.WriteByte('}')
}

// spellText spells a text; what a symbol is known to be is part of it.
func spellText(b *strings.Builder, t facts.Text) {
	if t.Absent() {
		b.WriteByte('-')
		return
	}
	b.WriteByte('"')
	for _, p := range t.Parts() {
		if p.Sym == nil {
			b.WriteString(strings.ReplaceAll(p.Lit, `"`, `\"`))
			continue
		}
		b.WriteString("\x00" + p.Sym.Scope + "\x01" + p.Sym.Name)
		for _, c := range p.Sym.Choices {
			b.WriteByte('|')
			spellText(b, c)
		}
		b.WriteByte('\x02')
	}
	b.WriteByte('"')
}
