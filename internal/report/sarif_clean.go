package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// writeClean writes a SARIF log without what the library adds to every object:
// sentinels that mean "not set" and empty arrays. They are a fifth of a log,
// and validators warn about each.
func writeClean(w io.Writer, log any) error {
	raw, err := json.Marshal(log)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(clean(doc))
}

// clean removes defaults and empty arrays, from the leaves up. What stays
// empty and must be there is results: "nothing found" is written as [].
func clean(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = clean(v[i])
		}
	case map[string]any:
		for key, value := range v {
			value = clean(value)
			v[key] = value
			if isDefault(key, value) {
				delete(v, key)
			}
		}
	}
	return v
}

// isDefault reports whether a property has the value that it has when it is
// left out (SARIF 2.1.0, the defaults of its JSON schema).
func isDefault(key string, v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) == 0 && key != "results"
	case map[string]any:
		return len(v) == 0
	case json.Number:
		switch key {
		case "index", "id", "byteOffset", "charOffset", "executionOrder", "ruleIndex", "rank":
			return v == "-1"
		}
	case string:
		return key == "kind" && v == "fail" || key == "importance" && v == "important" || key == "language" && v == "en-US"
	case bool:
		return key == "isComprehensive" && !v || key == "enabled" && v
	case nil:
		return true
	}
	return false
}
