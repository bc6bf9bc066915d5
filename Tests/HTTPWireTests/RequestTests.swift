import Foundation
import HTTPWire
import Testing

/// The writer of what stands in requests.
@Suite struct RequestTests {
    @Test(
        "The form encoding of every byte decodes to it",
        arguments: [RequestWriter.Encoding.form, .query])
    func formEncoding(_ encoding: RequestWriter.Encoding) throws {
        for byte in UInt8.min...UInt8.max {
            let bytes = [byte, 0x61, byte]
            let text = written { $0.write(bytes.span, as: encoding, to: &$1) }
            #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x26 && $0 != 0x3D })
            let decoded = formDecoded(text)
            #expect(decoded == bytes)
        }
    }

    @Test("A number is written in its decimal digits", arguments: [0, 9, 10, 99, 1_234, 65_535])
    func decimal(_ number: Int) {
        #expect(written { $0.write(decimal: number, to: &$1) } == "\(number)")
    }

    @Test("Basic is base64 of both parts, form-encoded, for every length", arguments: 0...9)
    func basic(_ count: Int) throws {
        let user = Array("client id:ü".utf8)
        let password = (0..<count).map { UInt8(truncatingIfNeeded: 0xF7 &+ $0 &* 37) }
        let base64 = written {
            $0.writeBasicCredentials(user: user.span, password: password.span, to: &$1)
        }
        let decoded = String(
            decoding: try #require(Data(base64Encoded: base64)), as: UTF8.self)
        let parts = decoded.split(separator: ":", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        #expect(
            formDecoded(parts[0]) == user)
        #expect(
            formDecoded(parts[1]) == password)
    }

    @Test("In a room of any size all is counted, and its beginning is written")
    func everyRoom() {
        func write(_ writer: inout RequestWriter, _ output: inout OutputSpan<UInt8>) {
            writer.writeBasicCredentials(user: [0x61].span, password: [0xFF].span, to: &output)
            writer.write(decimal: 1_234, to: &output)
            writer.write([0x61, 0x20, 0x00].span, as: .form, to: &output)
        }
        let whole = written { write(&$0, &$1) }
        let count = whole.utf8.count
        for room in 0...count + 2 {
            var writer = RequestWriter()
            let bytes = [UInt8](capacity: room) { write(&writer, &$0) }
            #expect(writer.byteCount == count)
            #expect(Array(whole.utf8.prefix(room)) == bytes)
        }
    }

    private func written(
        _ body: (inout RequestWriter, inout OutputSpan<UInt8>) -> Void
    ) -> String {
        var writer = RequestWriter()
        let bytes = [UInt8](capacity: 4_096) { body(&writer, &$0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
