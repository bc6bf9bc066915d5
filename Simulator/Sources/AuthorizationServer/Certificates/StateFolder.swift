import Glibc

/// The folder that holds what the server makes for itself: certificates, keys, the database.
struct StateFolder: Sendable {
    let path: String

    static let caFile = "ca.pem"
    static let caKeyFile = "ca-key.pem"
    static let certificateFile = "server.pem"
    static let certificateKeyFile = "server-key.pem"
    static let serverKeyFile = "server.key"
    static let sealingKeysFile = "sealing-keys.txt"
    static let signingKeyFile = "token-signing-key.pem"
    static let demoAccountFile = "demo-account.txt"
    static let databaseFile = "authorization-server.sqlite"

    /// Makes the folder, readable by its owner alone, with the folders above it.
    init(_ path: String) throws {
        let absolute = path.hasPrefix("/") ? path : Self.currentFolder + "/" + path
        var partial = ""
        for part in absolute.split(separator: "/") {
            partial += "/" + part
            if mkdir(partial, 0o700) != 0 && errno != EEXIST && errno != EISDIR {
                throw Self.failure(path, errno)
            }
        }
        guard access(absolute, R_OK | W_OK | X_OK) == 0 else { throw Self.failure(path, errno) }
        self.path = absolute
    }

    func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Reads a file of the folder, or makes and writes it when there is none.
    func bytes(of name: String, orMake make: () throws -> [UInt8]) throws -> [UInt8] {
        if let bytes = try PrivateFile.read(file(name)) { return bytes }
        let bytes = try make()
        try PrivateFile.write(bytes, to: file(name))
        return bytes
    }

    private static var currentFolder: String {
        guard let folder = getcwd(nil, 0) else { return "/" }
        defer { free(folder) }
        return String(cString: folder)
    }

    private static func failure(_ path: String, _ code: Int32) -> ServerStartError {
        ServerStartError(
            "The state folder \(path) cannot be used (\(String(cString: strerror(code)))). Make it "
                + "a folder that you can write to, or name another by --state DIR.")
    }
}
