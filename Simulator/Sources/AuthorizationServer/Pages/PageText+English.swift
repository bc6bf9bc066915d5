extension PageText {
    static let english = PageText(
        product: "Device sign-in",
        signedInAs: "Signed in as {username}",
        signOut: "Sign out",

        signInTitle: "Sign in",
        signInLead: "Sign in to connect a device to your account.",
        username: "User name",
        password: "Password",
        signInButton: "Sign in",
        signInWrong: "The user name or the password is wrong.",
        signInBlocked: "Too many attempts. Try again in {wait}.",
        signInBusy: "Many people are signing in at this moment. Try again in a few seconds.",

        codeTitle: "Connect a device",
        codeLead: "Your device shows a code. Type it here to sign the device in.",
        codeLabel: "Code on your device",
        codeHint: "Capital or small letters, with or without the dash.",
        codeCompare: "Compare this code with the one your device shows. Continue only if they are "
            + "the same.",
        codeButton: "Continue",
        codeWrong: "This code is not valid. Check it on your device, or ask the device for a new "
            + "one.",
        codeBlocked: "Too many codes that were not valid. Try again in {wait}.",

        confirmTitle: "Connect {client}?",
        confirmCodeLabel: "Is this the code on your device?",
        confirmWarning:
            "Only continue if this code is on a device in your hand or in front of you.",
        confirmWarningMore: "If somebody sent you the code or a link, decline: their device would "
            + "get access to your account.",
        confirmDevice: "Device",
        confirmRequested: "Requested",
        confirmFrom: "From",
        confirmAccount: "Account",
        confirmAllows: "The device will be able to",
        confirmNothing: "The device asks for nothing but to know that you signed in.",
        otherNetworkWarning: "The device and this browser are on different networks.",
        otherNetworkMore: "Somebody far away may have asked for this code. Go on only if you see "
            + "it on a device yourself.",
        declineButton: "Decline",
        authorizeButton: "Authorize",

        approvedTitle: "{client} is connected",
        approvedText: "You are signed in. Return to your device. You can close this page.",
        declinedTitle: "Declined",
        declinedText: "The device was not signed in and got no access. You can close this page.",
        closedTitle: "This request is closed",
        closedText: "It was answered already, or its time is over. If your device still waits, ask "
            + "it for a new code.",
        startAgain: "Enter another code",
        otherNetworkTitle: "Not on the same network",
        otherNetworkText: "The device and this browser are on different networks, and this server "
            + "connects no device from afar. Nothing was changed. Join the network of the device "
            + "and enter the code again.",

        staleTitle: "This page is out of date",
        staleText: "It was opened in another session or somewhere else. Nothing was changed.",
        notFoundTitle: "There is no such page",
        notFoundText: "Check the address that your device shows.",
        failureTitle: "That did not work",
        failureText: "Nothing was changed. Try again.",

        consentTitle: "Allow {client} to use your account?",
        consentDestination: "You return to",
        consentAllows: "The application will be able to",
        consentNothing: "The application asks for nothing but to know that you signed in.",
        signOutTitle: "Sign out?",
        refusedTitle: "This link cannot be followed",
        refusedText: "The application that sent you here is not known, or it asked to send you on "
            + "to an address that is not registered. Nothing was changed.",

        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
        timeFormat: "{day} {month} {year}, {clock} UTC ({ago})",
        secondsAgo: "{count} s ago",
        minutesAgo: "{count} min ago",
        scopes: [
            "openid": "know which account you signed in with",
            "profile": "see your profile, such as your name",
            "email": "see your e-mail address",
            "offline": "stay signed in when you are not there",
        ],
        account: AccountText(
            link: "Account",
            title: "Your account",
            back: "Back to your account",

            devicesTitle: "Your devices",
            devicesLead: "You approved each of these. A device that you revoke has to ask again.",
            devicesNone: "No device is connected to your account.",
            deviceConnected: "Connected",
            deviceFrom: "From",
            deviceLastUsed: "Last used",
            deviceAllows: "It may",
            revoke: "Revoke",
            revokeNamed: "Revoke {client}",
            revoked: "{client} is no longer connected to your account.",

            passwordTitle: "Change password",
            passwordLead: "A change of the password signs you out everywhere but here.",
            passwordChange: "Change password",
            passwordChanged: "Your password is changed. All other browsers are signed out.",
            firstPasswordTitle: "Choose your own password",
            firstPasswordLead: "The password you signed in with was made by somebody else. Choose "
                + "one that only you know.",
            currentPassword: "Current password",
            newPassword: "New password",
            repeatedPassword: "New password again",
            newPasswordHint: "8 characters or more. A few words that do not belong together are "
                + "easy to remember and hard to guess.",
            savePassword: "Save password",
            passwordWrong: "The password is wrong. Nothing was changed.",
            passwordRefused: "The new password is too short or too long. Use 8 characters or more.",
            passwordNotRepeated: "The two new passwords are not the same. Type them again.",
            passwordNotNew: "This is the password you have. Choose another one.",

            secondFactorTitle: "Second factor",
            secondFactorOff: "Signing in asks for your password alone. An authenticator app makes "
                + "a stolen password useless.",
            secondFactorOn: "Signing in asks for a code of your authenticator app, too.",
            secondFactorAsksPassword: "Your password",
            secondFactorStart: "Set up a second factor",
            secondFactorRemove: "Turn the second factor off",
            secondFactorAdded: "The second factor is on. Signing in asks for a code from now on.",
            secondFactorRemoved: "The second factor is off. Delete its entry in your app.",
            setUpTitle: "Set up a second factor",
            setUpScan: "Scan this picture with your authenticator app, or type the key into it.",
            setUpPicture: "QR code with the key for your authenticator app",
            setUpKey: "Key",
            setUpConfirm: "Then type the code that the app shows.",
            setUpButton: "Turn on",
            codeTitle: "Enter the code of your app",
            codeLead: "Your authenticator app shows six digits for this account.",
            codeLabel: "Six-digit code",
            codeButton: "Continue",
            codeWrong: "This code is not valid, or it was used before. Wait until the app shows "
                + "the next one.",
            codeLost: "Without the app? The operator of this server can reset your account.",

            sessionsTitle: "Sign out everywhere",
            sessionsLead: "Ends your sign-in on this and every other browser. Devices stay "
                + "connected.",
            signOutEverywhere: "Sign out everywhere"))
}
