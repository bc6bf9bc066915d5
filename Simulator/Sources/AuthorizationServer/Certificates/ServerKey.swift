import Crypto
import Foundation

/// The secret of this installation, 32 bytes in a file of the state folder; what needs a key takes
/// one derived for its purpose.
struct ServerKey: Sendable {
    private let root: SymmetricKey

    init(_ folder: StateFolder) throws {
        let bytes = try folder.bytes(of: StateFolder.serverKeyFile) {
            let key = SymmetricKey(size: .bits256)
            return Array(key.withUnsafeBytes { Base64URL.encode($0) }.utf8) + [0x0A]
        }
        let text = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = Base64URL.decode(text), key.count == 32 else {
            throw ServerStartError(
                "\(folder.file(StateFolder.serverKeyFile)) is damaged: it does not hold a key of 32 "
                    + "bytes. Put back a copy, or delete it: codes and pages that are open now "
                    + "become invalid, nothing else.")
        }
        root = SymmetricKey(data: key)
    }

    /// A key for tests and stores without a folder.
    init(random: SymmetricKey = SymmetricKey(size: .bits256)) {
        root = random
    }

    /// RFC 5869, one label a purpose.
    func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, info: Array(purpose.utf8), outputByteCount: 32)
    }
}
