import Crypto
import Foundation

/// Seals secrets that the server must be able to read back, before they go into the store: AES-GCM
/// under a key of a file in the state folder. Each sealed secret names its key, so that keys can be
/// changed: the last line of the file seals, every line opens.
struct SealingKeys: Sendable {
    /// A secret that cannot be opened: it was changed, stands in another row than it was sealed for,
    /// or its key is not in the file.
    struct CannotOpen: Error, Equatable {
        let keyID: String
    }

    private let keys: [(id: String, key: SymmetricKey)]

    /// Keys of a server that keeps nothing.
    init() {
        keys = [(id: "only", key: SymmetricKey(size: .bits256))]
    }

    /// Reads the file, or makes it with one key.
    init(_ folder: StateFolder) throws {
        let bytes = try folder.bytes(of: StateFolder.sealingKeysFile) { Array(Self.line().utf8) }
        keys = try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            guard parts.count == 2, let key = Base64URL.decode(String(parts[1])), key.count == 32
            else {
                throw ServerStartError(
                    "\(folder.file(StateFolder.sealingKeysFile)) is damaged: each line holds the "
                        + "id of a key and its 32 bytes in base64url. Put back a copy: without its "
                        + "keys what they sealed cannot be read.")
            }
            return (String(parts[0]), SymmetricKey(data: key))
        }
        guard !keys.isEmpty else {
            throw ServerStartError(
                "\(folder.file(StateFolder.sealingKeysFile)) is empty. Put back a copy: without "
                    + "its keys what they sealed cannot be read.")
        }
    }

    /// Adds a key, which seals from the next start on; what the others sealed can still be opened.
    /// Returns its name.
    static func rotate(in folder: StateFolder) throws -> String {
        let bytes = try folder.bytes(of: StateFolder.sealingKeysFile) { [] }
        let line = line()
        try PrivateFile.write(
            bytes + Array(line.utf8), to: folder.file(StateFolder.sealingKeysFile))
        return String(line.prefix { $0 != " " })
    }

    /// `row` names the table and the key of the row that the secret is for: it opens in no other.
    func seal(_ secret: [UInt8], for row: String) throws -> SealedSecret {
        let (id, key) = keys[keys.count - 1]
        let box = try AES.GCM.seal(secret, using: key, authenticating: Self.bound(row, id))
        // The nonce is 12 random bytes, so ciphertext and tag come with it.
        guard let combined = box.combined else { preconditionFailure("the nonce has 12 bytes") }
        return SealedSecret(keyID: id, bytes: Array(combined))
    }

    /// Throws `CannotOpen`.
    func open(_ sealed: SealedSecret, for row: String) throws(CannotOpen) -> [UInt8] {
        let id = sealed.keyID
        guard let key = keys.first(where: { $0.id == id })?.key,
            let box = try? AES.GCM.SealedBox(combined: sealed.bytes),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Self.bound(row, id))
        else { throw CannotOpen(keyID: id) }
        return Array(secret)
    }

    private static func bound(_ row: String, _ id: String) -> [UInt8] {
        Array((id + "\n" + row).utf8)
    }

    private static func line() -> String {
        var random = SystemRandomNumberGenerator()
        let id = RandomText.base64URL(bytes: 6, using: &random)
        return id + " " + RandomText.base64URL(bytes: 32, using: &random) + "\n"
    }
}
