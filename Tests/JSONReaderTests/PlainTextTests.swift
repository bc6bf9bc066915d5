import JSONReader
import Testing

/// A string's plain text is passed several bytes at a time: what is not plain must be found wherever
/// it stands among them.
@Suite struct PlainTextTests {
    @Test("Every byte is taken or refused alike at every place in a string")
    func everyByteAtEveryPlace() {
        for length in [1, 7, 8, 9, 16, 25] {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    text[place] = byte
                    let reading = read(Array(#"{"name":""#.utf8) + text + Array(#""}"#.utf8))
                    // RFC 8259 §7: unescaped = %x20-21 / %x23-5B / %x5D-10FFFF.
                    let isPlain =
                        0x20..<0x80 ~= byte && byte != UInt8(ascii: "\"")
                        && byte != UInt8(ascii: "\\")
                    #expect(reading.isAccepted == isPlain, "byte \(byte) at \(place) of \(length)")
                    if isPlain { #expect(reading.members.first?.text == text) }
                }
            }
        }
    }
}
