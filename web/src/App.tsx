import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createBrowserRouter, RouterProvider, type RouteObject } from 'react-router'
import { ApiError } from './data/errors'
import { keys } from './data/queries'
import { connectUploads } from './data/uploads'
import { InvitationsPage } from './pages/invitations/InvitationsPage'
import { ProfilePage } from './pages/profile/ProfilePage'
import { ComparisonsTab } from './pages/project/ComparisonsTab'
import { DrawingsTab } from './pages/project/DrawingsTab'
import { MembersTab } from './pages/project/MembersTab'
import { ProjectPage } from './pages/project/ProjectPage'
import { SettingsTab } from './pages/project/SettingsTab'
import { ProjectsPage } from './pages/projects/ProjectsPage'
import { Boot } from './shell/Boot'
import { NotFoundPage, RouteError } from './shell/RouteError'
import { Shell } from './shell/Shell'
import { Loading, ToastProvider } from './ui'

const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <RouteError />,
    hydrateFallbackElement: <Loading what="BuildTrace" />,
    children: [
      {
        errorElement: <RouteError />,
        children: [
          { index: true, element: <ProjectsPage /> },
          {
            path: 'projects/:projectId',
            element: <ProjectPage />,
            children: [
              { index: true, element: <DrawingsTab /> },
              { path: 'comparisons', element: <ComparisonsTab /> },
              { path: 'members', element: <MembersTab /> },
              { path: 'settings', element: <SettingsTab /> },
            ],
          },
          // The pages with drawings are chunks of their own: the dashboard does not wait for them.
          { path: 'sessions/:sessionId', lazy: () => import('./pages/session/SessionPage') },
          {
            path: 'sessions/:sessionId/sheets/:comparisonId',
            lazy: () => import('./pages/sheet/SheetPage'),
          },
          { path: 'profile', element: <ProfilePage /> },
          { path: 'invitations', element: <InvitationsPage /> },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]

const MOST_RETRIES = 2

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What others change is seen when the window comes back, or when somebody tells.
      staleTime: 10_000,
      // A server on this machine is there without a network; whether one is, its answers say.
      networkMode: 'always',
      retry: (count, error) => count < MOST_RETRIES && error instanceof ApiError && error.isTransient,
    },
    mutations: { networkMode: 'always' },
  },
})

connectUploads(({ projectId }) => {
  void queries.invalidateQueries({ queryKey: keys.drawings(projectId) })
})

/** Whoever signs in next at this window sees nothing of the one before. */
const forget = () => queries.clear()

const router = createBrowserRouter(routes)

export function App() {
  return (
    <Boot onSignedOut={forget}>
      <QueryClientProvider client={queries}>
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </QueryClientProvider>
    </Boot>
  )
}
