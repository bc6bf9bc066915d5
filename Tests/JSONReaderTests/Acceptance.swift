/// What this reader takes of the texts that RFC 8259 leaves to its readers: numbers of any size, and
/// neither bytes that are not UTF-8, nor halves of surrogate pairs, nor a byte order mark, nor more
/// than eight levels.
///
/// For texts that are JSON otherwise. Written over the bytes as a whole, without the reader.
enum Acceptance {
    static func isTaken(_ bytes: [UInt8]) -> Bool {
        !bytes.starts(with: [0xEF, 0xBB, 0xBF]) && String(validating: bytes, as: UTF8.self) != nil
            && !hasLoneSurrogate(bytes) && depth(of: bytes) <= 8 && !bytes.contains(0)
    }

    /// Levels of objects and arrays, outside of strings.
    static func depth(of bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if isInString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if !isInString, "[{".utf8.contains(byte) {
                depth += 1
                deepest = max(deepest, depth)
            } else if !isInString, "]}".utf8.contains(byte) {
                depth -= 1
            }
        }
        return deepest
    }

    private static func hasLoneSurrogate(_ bytes: [UInt8]) -> Bool {
        var units: [UInt16?] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(nil)
                continue
            }
            let letter = rest.popFirst()
            guard letter == UInt8(ascii: "u"), rest.count >= 4 else {
                units.append(nil)
                continue
            }
            units.append(UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16))
            rest = rest.dropFirst(4)
        }
        var index = 0
        while index < units.count {
            let unit = units[index] ?? 0
            if 0xDC00...0xDFFF ~= unit { return true }
            if 0xD800...0xDBFF ~= unit {
                index += 1
                guard index < units.count, let low = units[index], 0xDC00...0xDFFF ~= low else {
                    return true
                }
            }
            index += 1
        }
        return false
    }
}
