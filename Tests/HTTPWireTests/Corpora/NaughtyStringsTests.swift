import BoundedBytes
import Foundation
import HTTPWire
import Testing
import Vectors

/// X50: strings that break things, in every place of a response and of a request.
@Suite struct NaughtyStringsTests {
    static func strings() throws -> [String] {
        let file = try Vectors.files(of: "naughty-strings", ending: ".json")[0]
        return try JSONDecoder().decode([String].self, from: Data(file.bytes))
    }

    @Test("X50 In every place of a response a naughty string is taken or refused by the rules")
    func responses() throws {
        let strings = try Self.strings()
        var taken = 0
        for text in strings {
            for response in [
                "HTTP/1.1 200 \(text)\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: \(text)\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\n\(text): x\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: \(text)\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \(text)\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(text)\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"\(text)\"\r\nx\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)",
                "HTTP/1.1 503 No\r\nRetry-After: \(text)\r\nConnection: \(text)\r\nContent-Length: 0\r\n\r\n",
                text,
            ] {
                let bytes = Array(response.utf8)
                let reading = read(bytes, .whole, .closed)
                #expect(reading.difference(from: WholeResponse.judge(bytes)) == nil, "\(response)")
                #expect(read(bytes, .bytewise, .closed) == reading, "\(response)")
                taken += reading.isComplete ? 1 : 0
            }
        }
        print("naughty-strings: \(strings.count) strings in 10 places, \(taken) responses taken")
        #expect(taken > strings.count)
    }

    @Test("X50 A naughty string in a form or in Basic comes back as it was, and ends no line")
    func requests() throws {
        for text in try Self.strings() {
            let bytes = Array(text.utf8)
            let form = [UInt8](capacity: bytes.count * 3) { output in
                var writer = RequestWriter()
                writer.write(bytes.span, as: .form, to: &output)
            }
            #expect(formDecoded(String(decoding: form, as: UTF8.self)) == bytes)
            let field = [UInt8](capacity: 64 + bytes.count * 10) { output in
                var writer = RequestWriter()
                writer.writeBasicCredentials(
                    user: bytes.span, password: bytes.span, to: &output)
            }
            #expect(field.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        }
    }
}
