import { useSession } from '../api/session.ts';
import { Frame } from './frame.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** The page that was asked for, or, at its address, the sign-in. */
export function Root() {
  return useSession() === null ? <SignInPage /> : <Frame />;
}
