export const profile = {
  'profile.title': 'Profile',
  'profile.name': 'Username',
  'profile.role': 'Role',
  'profile.password': 'Change the password',
  'profile.passwordLead': 'All other sessions of yours end.',
  'profile.old': 'Current password',
  'profile.new': 'New password',
  'profile.newHint': 'At least 8 characters',
  'profile.again': 'New password again',
  'profile.differs': 'The two are not the same',
  'profile.submit': 'Change password',
  'profile.changed': 'The password is changed',
};
