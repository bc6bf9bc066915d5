import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct SealingKeysTests {
    private static func withFolder(_ body: (StateFolder) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "sealing-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(StateFolder(path))
    }

    @Test("what was sealed opens again after a restart, and equal secrets do not look equal")
    func roundTrip() throws {
        try Self.withFolder { folder in
            let secret = Array("JBSWY3DPEHPK3PXP".utf8)
            let keys = try SealingKeys(folder)
            let sealed = try keys.seal(secret, for: "users/alice")
            #expect(try keys.seal(secret, for: "users/alice") != sealed)
            #expect(Data(sealed.bytes).range(of: Data(secret)) == nil)
            #expect(try SealingKeys(folder).open(sealed, for: "users/alice") == secret)
        }
    }

    @Test("a sealed secret that was changed, or moved to another row, does not open")
    func integrity() throws {
        try Self.withFolder { folder in
            let keys = try SealingKeys(folder)
            let sealed = try keys.seal([1, 2, 3], for: "users/alice")
            #expect(throws: SealingKeys.CannotOpen.self) {
                try keys.open(sealed, for: "users/bob")
            }
            for index in sealed.bytes.indices {
                var bytes = sealed.bytes
                bytes[index] ^= 1
                let changed = SealedSecret(keyID: sealed.keyID, bytes: bytes)
                #expect(throws: SealingKeys.CannotOpen.self) {
                    try keys.open(changed, for: "users/alice")
                }
            }
        }
    }

    @Test("a new key seals and the old one opens; without the old one it fails by its name")
    func rotation() throws {
        try Self.withFolder { folder in
            let old = try SealingKeys(folder).seal([7], for: "row")
            let name = try SealingKeys.rotate(in: folder)
            let keys = try SealingKeys(folder)
            let new = try keys.seal([7], for: "row")
            #expect(new.keyID == name)
            #expect(old.keyID != name)
            #expect(try keys.open(old, for: "row") == [7])
            let file = folder.file(StateFolder.sealingKeysFile)
            let lines = String(decoding: try PrivateFile.read(file) ?? [], as: UTF8.self)
                .split(separator: "\n")
            try PrivateFile.write(Array((lines[1] + "\n").utf8), to: file)
            let error = #expect(throws: SealingKeys.CannotOpen.self) {
                try SealingKeys(folder).open(old, for: "row")
            }
            #expect(error?.keyID == old.keyID)
        }
    }

    @Test("a damaged or empty key file is one clear line, never a new key", arguments: ["", "k\n"])
    func damaged(_ text: String) throws {
        try Self.withFolder { folder in
            try PrivateFile.write(
                Array(text.utf8), to: folder.file(StateFolder.sealingKeysFile))
            let error = #expect(throws: ServerStartError.self) { try SealingKeys(folder) }
            #expect(error?.description.contains(StateFolder.sealingKeysFile) == true)
        }
    }
}
