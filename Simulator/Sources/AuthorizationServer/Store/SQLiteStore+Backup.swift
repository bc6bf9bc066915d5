import Foundation
import GRDB

extension SQLiteStore {
    /// Copies everything as it is at this moment into a new file, while the server goes on.
    ///
    /// Throws `ServerStartError` when there is such a file already.
    func backUp(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw ServerStartError(
                "\(path) is there already, and a backup replaces nothing. Name another file.")
        }
        do {
            // Made first, so that nobody else can read it at any moment.
            try PrivateFile.createIfAbsent(path)
            let copy = try DatabaseQueue(path: path)
            try database.backup(to: copy)
            try copy.close()
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            if error is ServerStartError { throw error }
            throw ServerStartError(
                "The backup \(path) cannot be written (\(error)). Check that the folder exists, "
                    + "can be written and has room.")
        }
    }
}
