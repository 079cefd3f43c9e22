import { Button, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Check, CircleUser, Languages, LogOut, SunMoon, UserRound } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { post } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { endSession } from '../api/session.ts';
import { chooseLanguage, languageNames, languages } from '../i18n/language.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';

const themes = ['light', 'dark', 'auto'] as const;

/** Who is signed in, and what concerns only them. */
export function AccountMenu() {
  const text = useText();
  const { user } = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px={8}
          aria-label={text('frame.account')}
          leftSection={<CircleUser size={18} />}
          styles={{ section: { marginInlineEnd: 6 }, root: { flex: 'none' } }}
        >
          <Text span size="sm" fw={500} visibleFrom="sm">
            {text('frame.account')}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user?.username} · {user && text(`role.${user.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} to="/profile" leftSection={<UserRound size={15} />}>
          {text('frame.profile')}
        </Menu.Item>
        <LanguageMenu />
        <ThemeMenu />
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} />} onClick={signOut}>
          {text('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function LanguageMenu() {
  const text = useText();
  const current = useLanguage();
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<Languages size={15} />}>{text('frame.language')}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={language === current && <Check size={15} />}
            aria-current={language === current || undefined}
            onClick={() => void chooseLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

function ThemeMenu() {
  const text = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<SunMoon size={15} />}>{text('frame.theme')}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {themes.map((scheme) => (
          <Menu.Item
            key={scheme}
            rightSection={scheme === colorScheme && <Check size={15} />}
            aria-current={scheme === colorScheme || undefined}
            onClick={() => setColorScheme(scheme)}
          >
            {text(`frame.theme.${scheme}`)}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

/** Ends the session here and at the gateway; what was read is forgotten. */
function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () => {
    // The session ends here whatever the gateway says.
    void post('/logout')
      .catch(() => undefined)
      .then(() => {
        endSession();
        queries.clear();
        return navigate('/');
      });
  };
}
