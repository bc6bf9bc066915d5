/// The sentences of the account pages and of the steps after the password in one language.
struct AccountText: Sendable {
    let link: String
    let title: String
    let back: String

    let devicesTitle: String
    let devicesLead: String
    let devicesNone: String
    let deviceConnected: String
    let deviceFrom: String
    let deviceLastUsed: String
    let deviceAllows: String
    let revoke: String
    let revokeNamed: String
    let revoked: String

    let passwordTitle: String
    let passwordLead: String
    let passwordChange: String
    let passwordChanged: String
    let firstPasswordTitle: String
    let firstPasswordLead: String
    let currentPassword: String
    let newPassword: String
    let repeatedPassword: String
    let newPasswordHint: String
    let savePassword: String
    let passwordWrong: String
    let passwordRefused: String
    let passwordNotRepeated: String
    let passwordNotNew: String

    let secondFactorTitle: String
    let secondFactorOff: String
    let secondFactorOn: String
    let secondFactorAsksPassword: String
    let secondFactorStart: String
    let secondFactorRemove: String
    let secondFactorAdded: String
    let secondFactorRemoved: String
    let setUpTitle: String
    let setUpScan: String
    let setUpPicture: String
    let setUpKey: String
    let setUpConfirm: String
    let setUpButton: String
    let codeTitle: String
    let codeLead: String
    let codeLabel: String
    let codeButton: String
    let codeWrong: String
    let codeLost: String

    let sessionsTitle: String
    let sessionsLead: String
    let signOutEverywhere: String
}
