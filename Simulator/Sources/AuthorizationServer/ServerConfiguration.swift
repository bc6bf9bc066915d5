/// What a server is started with.
public struct ServerConfiguration: Sendable {
    /// Name or address in every URI and in the certificate.
    public var host = "localhost"
    /// Address of the socket. Only the machine itself reaches 127.0.0.1; 0.0.0.0 is every network.
    public var address = "127.0.0.1"
    /// 0 takes any free port.
    public var port = 8443
    /// Folder for certificates, keys and, unless `store` says otherwise, the database.
    public var stateFolder: String
    /// Where grants, users and clients are kept.
    public var store: StoreLocation
    /// The settings of the grant.
    public var settings: GrantSettings
    /// Whether to make a demo user and a demo client at first start. Never for a server that
    /// others use: the password stands in a file.
    public var demo: Bool
    /// What to answer instead, for people who test their devices.
    public var script: Script?

    /// Whether `host` can stand in a URI and a certificate: a DNS name or an IP address.
    public static func accepts(host: String) -> Bool {
        HostName(host) != nil
    }

    /// A configuration with the standard values; without `store`, a SQLite file in the state folder.
    public init(
        host: String = "localhost", address: String = "127.0.0.1", port: Int = 8443,
        stateFolder: String, store: StoreLocation? = nil, settings: GrantSettings = .standard,
        demo: Bool = false
    ) {
        self.host = host
        self.address = address
        self.port = port
        self.stateFolder = stateFolder
        self.store = store ?? .sqlite(stateFolder + "/" + StateFolder.databaseFile)
        self.settings = settings
        self.demo = demo
    }
}
