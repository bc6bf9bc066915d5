import Foundation

// Writes what the fuzzer begins with: answers made here, and those of the vectors' folder, each with
// the bytes before it that its target reads first.
//
//   seed VECTORS FOLDER

@main
enum Seeds {
    static func main() throws {
        let vectors = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
        let folder = URL(fileURLWithPath: CommandLine.arguments[2], isDirectory: true)
        let texts = try files(in: vectors, "json-test-suite", "json-transform").map(\.contents)
        let responses = try replies(in: vectors)
        try write(folder, "JSON", (texts + bodies).map { cuts + $0 })
        try write(folder, "Response", (responses + answers).map { cuts + $0 })
        let plays = answers.map { head + habit + $0 } + responses.map { head + habit + $0 }
        // Two bits of the flags: who gets the answer first, and which capacities there are.
        let whole = [
            [answers[0], answers[1], answers[2], answers[3]],
            [answers[0], answers[2], answers[4], answers[1], answers[3], answers[3]],
        ]
        .map { answers -> [UInt8] in
            [3, 0] + cuts + answers.map { habit + $0 }.joined(separator: [0xFF, 0xFE])
        }
        try write(folder, "Grant", plays + whole)
        let stores = (0..<4).flatMap { flags -> [[UInt8]] in
            records.map { [UInt8(flags), 0, 5, 1, 2, 9] + cuts + $0 }
        }
        try write(folder, "Store", stores)
        try write(folder, "DNS", datagrams)
    }

    // MARK: What comes before an answer

    private static let cuts: [UInt8] = [2, 7, 40]
    private static let head: [UInt8] = [0, 0] + cuts
    private static let habit: [UInt8] = [0]

    // MARK: Made here

    private static let bodies: [[UInt8]] = [
        """
        {"device_code":"d","user_code":"WDJB-MJHT","verification_uri":"https://example.com/d",\
        "verification_uri_complete":"https://example.com/d?c=WDJB-MJHT","expires_in":60,"interval":1}
        """,
        #"{"error":"authorization_pending"}"#,
        #"{"error":"slow_down","interval":7}"#,
        """
        {"access_token":"a.\\u0062.c","token_type":"Bearer","expires_in":3600,\
        "refresh_token":"r","id_token":"i"}
        """,
        #"{"error":"server_error","error_description":"{[\"\ud83d\ude00\"]}","x":[{},[1.5e-3]]}"#,
    ].map { Array($0.utf8) }

    private static let answers: [[UInt8]] = zip([200, 400, 400, 200, 503], bodies).map {
        response($0, body: $1)
    }

    private static func response(_ status: Int, body: [UInt8]) -> [UInt8] {
        Array("HTTP/1.1 \(status) Reason\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    /// Records as the machines store them.
    private static let records: [[UInt8]] = [
        [1] + field(5, "device") + field(6, "WDJB-MJHT") + field(7, "https://example.com/d")
            + field(8, "https://example.com/d?c=1") + field(9, 5_000) + field(10, 1_800)
            + field(11, 1_700) + field(12, 1_700_000_000),
        [1] + field(1, "access") + field(2, "refresh") + field(3, "identity") + field(4, 3_600)
            + field(12, 1_700_000_000),
        [1] + field(1, "access"),
        [1],
        [],
    ]

    private static func field(_ tag: UInt8, _ text: String) -> [UInt8] {
        [tag, 0, UInt8(text.utf8.count)] + text.utf8
    }

    private static func field(_ tag: UInt8, _ number: UInt32) -> [UInt8] {
        [tag, 0, 4] + withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// Answers of name servers about `a.example`: the target's flags, the room, the message's flags, the
    /// count of its records, and they.
    private static let datagrams: [[UInt8]] = [
        [2, 31, 1, 0x80, 2] + record([0xC0, 12], 1, [192, 0, 2, 1])
            + record([0xC0, 12], 1, [192, 0, 2, 2]),
        [3, 31, 1, 0x80, 1] + record([0xC0, 12], 28, [0x20, 1, 0x0D, 0xB8] + Array(1...12)),
        [2, 31, 1, 0x80, 2] + record([0xC0, 12], 5, [1, 98, 0xC0, 14])
            + record([1, 98, 0xC0, 14], 1, [192, 0, 2, 1]),
        [2, 31, 1, 0x83, 0], [2, 31, 3, 0x80, 1],
        [0, 31, 0x12, 0x34, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0],
    ]

    private static func record(_ owner: [UInt8], _ type: UInt8, _ data: [UInt8]) -> [UInt8] {
        owner + [0, type, 0, 1, 0, 0, 0, 60, 0, UInt8(data.count)] + data
    }

    // MARK: Vectors

    /// The bytes that servers sent.
    private static func replies(in vectors: URL) throws -> [[UInt8]] {
        try files(in: vectors, "curl-fuzzer-responses").map(\.contents)
            + files(in: vectors, "llhttp-response", "curl-http-replies").flatMap {
                try base64Texts(of: JSONSerialization.jsonObject(with: Data($0.contents)))
            }
    }

    private static func base64Texts(of value: Any) -> [[UInt8]] {
        switch value {
        case let object as [String: Any]:
            object.flatMap { name, value in
                if name.hasSuffix("_base64"), let text = value as? String {
                    return Data(base64Encoded: text).map { [Array($0)] } ?? []
                }
                return base64Texts(of: value)
            }
        case let array as [Any]: array.flatMap { base64Texts(of: $0) }
        default: []
        }
    }

    private struct File {
        var contents: [UInt8]
    }

    /// Nothing where a folder is missing: the fuzzer goes on with what is made here.
    private static func files(in vectors: URL, _ names: String...) throws -> [File] {
        try names.flatMap { name -> [File] in
            let folder = vectors.appendingPathComponent(name, isDirectory: true)
            guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
            return try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: nil
            )
            .filter { ["json", "bin"].contains($0.pathExtension) }
            .map { File(contents: Array(try Data(contentsOf: $0))) }
        }
    }

    private static func write(_ folder: URL, _ target: String, _ seeds: [[UInt8]]) throws {
        let folder = folder.appendingPathComponent(target, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (index, seed) in seeds.enumerated() {
            try Data(seed).write(to: folder.appendingPathComponent(String(index)))
        }
    }
}
