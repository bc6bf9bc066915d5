/// The file of the state folder that holds the signing keys: PEM blocks, each after a line
/// `signs-from: MILLISECONDS`; a block without the line signs from the beginning. One file, so that
/// a rotation is one rename.
struct SigningKeyFile: Sendable {
    let folder: StateFolder

    private static let label = "signs-from:"
    private static let end = "-----END"

    /// The keys, the first made when there is none yet.
    func readOrMake() throws -> [TokenSigningKeys.Entry] {
        if let entries = try read() { return entries }
        let first = TokenSigningKeys.Entry(key: try .make(), signsFromMilliseconds: 0)
        try write([first])
        return [first]
    }

    /// nil without a file.
    func read() throws -> [TokenSigningKeys.Entry]? {
        guard let bytes = try PrivateFile.read(folder.file(StateFolder.signingKeyFile)) else {
            return nil
        }
        guard let entries = Self.entries(String(decoding: bytes, as: UTF8.self)) else {
            throw ServerStartError(
                "\(folder.file(StateFolder.signingKeyFile)) is damaged: it holds something else "
                    + "than PEM RSA keys of 2048 bits or more. Put back a copy, or delete it: "
                    + "tokens issued until now then fail verification.")
        }
        return entries
    }

    func write(_ entries: [TokenSigningKeys.Entry]) throws {
        try PrivateFile.write(
            Array(Self.text(entries).utf8), to: folder.file(StateFolder.signingKeyFile))
    }

    static func text(_ entries: [TokenSigningKeys.Entry]) -> String {
        entries.map { "\(label) \($0.signsFromMilliseconds)\n\($0.key.pem)\n" }.joined()
    }

    /// nil when a block or a line is not what it should be, or there is no block.
    static func entries(_ text: String) -> [TokenSigningKeys.Entry]? {
        var entries: [TokenSigningKeys.Entry] = []
        var signsFrom: Int64 = 0
        var block: [Substring] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(label) {
                let digits = line.dropFirst(label.count).drop { $0 == " " }
                guard block.isEmpty, let time = Int64(digits) else { return nil }
                signsFrom = time
                continue
            }
            block.append(line)
            guard line.hasPrefix(end) else { continue }
            guard let key = try? TokenSigningKey(pem: block.joined(separator: "\n")) else {
                return nil
            }
            entries.append(.init(key: key, signsFromMilliseconds: signsFrom))
            block = []
            signsFrom = 0
        }
        return block.isEmpty && !entries.isEmpty ? entries : nil
    }
}
