package yamlpos

import "bytes"

// chunk is a range of a stream that holds one document, with its directives
// and markers.
type chunk struct{ start, end int }

// splitStream cuts a stream where a line begins with the marker --- (a new
// document) and after a line that begins with ... (the end of one). No scalar
// can hold such a line at its margin, so the cuts are exact.
func splitStream(data []byte) []chunk {
	var out []chunk
	start, body := 0, false
	cut := func(end int) {
		if end > start {
			out = append(out, chunk{start, end})
		}
		start, body = end, false
	}
	onlyLF := bytes.IndexByte(data, '\r') < 0
	for pos := 0; pos < len(data); {
		end := len(data)
		if !onlyLF {
			end = lineEnd(data, pos)
		} else if i := bytes.IndexByte(data[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		switch line := data[pos:end]; {
		case marks(line, "---"):
			if body {
				cut(pos)
			}
			body = true
		case marks(line, "..."):
			cut(end)
		case !body:
			// Directives and comments belong to the document that follows.
			body = !isPreamble(line)
		}
		pos = end
	}
	cut(len(data))
	return out
}

// lineEnd returns the offset after the line break (LF, CRLF or CR) that ends
// the line at pos.
func lineEnd(data []byte, pos int) int {
	i := bytes.IndexAny(data[pos:], "\r\n")
	if i < 0 {
		return len(data)
	}
	return pos + i + breakAt(data, pos+i)
}

// marks reports whether the line is the document marker.
func marks(line []byte, marker string) bool {
	if len(line) < 3 || string(line[:3]) != marker {
		return false
	}
	return len(line) == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\n' || line[3] == '\r'
}

// isPreamble reports whether the line can stand before a document begins:
// nothing, a comment or a directive.
func isPreamble(line []byte) bool {
	line = bytes.TrimPrefix(line, utf8BOM)
	if len(line) > 0 && line[0] == '%' {
		return true
	}
	line = bytes.TrimLeft(line, " \t\r\n")
	return len(line) == 0 || line[0] == '#'
}
