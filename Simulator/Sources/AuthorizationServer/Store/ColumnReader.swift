import GRDB
import GRDBSQLite

/// The columns of the row that a statement stands at, in the order in which it names them. GRDB's rows
/// find columns by name, in a table that they make anew for each: that costs more than the read.
struct ColumnReader {
    private let statement: SQLiteStatement
    private var place: CInt = 0

    /// Runs a statement that finds one row at most by a hash, its one argument; nil for none.
    ///
    /// Throws `DatabaseError`.
    static func first<Value>(
        of statement: Statement, in database: Database, _ key: CodeHash,
        _ make: (inout ColumnReader) -> Value?
    ) throws -> Value? {
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        // The hash outlives the read: SQLite needs no copy.
        let code = key.withBytes { bytes in
            let bound = sqlite3_bind_blob(handle, 1, bytes.baseAddress, CInt(bytes.count), nil)
            return bound == SQLITE_OK ? sqlite3_step(handle) : bound
        }
        switch code {
        case SQLITE_ROW:
            var columns = ColumnReader(statement: handle)
            return make(&columns)
        case SQLITE_DONE:
            return nil
        default:
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage,
                sql: statement.sql)
        }
    }

    private init(statement: SQLiteStatement) {
        self.statement = statement
    }

    /// The next column; nil for NULL.
    mutating func next<Value: StatementColumnConvertible>(
        _ type: Value.Type = Value.self
    ) -> Value? {
        defer { place += 1 }
        return Value.fromStatement(statement, atUncheckedIndex: place)
    }

    /// The bytes of the next column; nil for NULL.
    mutating func nextBytes() -> [UInt8]? {
        withNext { Array($0) }
    }

    /// The hash in the next column; nil for anything else.
    mutating func nextHash() -> CodeHash? {
        withNext { CodeHash(stored: $0) } ?? nil
    }

    /// SQLite has no address for an empty blob, and none of these is empty.
    private mutating func withNext<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        defer { place += 1 }
        return sqlite3_column_blob(statement, place).map {
            body(
                UnsafeRawBufferPointer(
                    start: $0, count: Int(sqlite3_column_bytes(statement, place))))
        }
    }
}
